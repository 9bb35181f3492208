"""Builds the compiled core of newsclean (`newsclean/_core`) where there is a C compiler."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

KERNELS = Path("newsclean", "_core")


class CoreBuildHook(BuildHookInterface):
    """Compiles the kernels into the wheel, or for an editable install beside their sources."""

    _folder: tempfile.TemporaryDirectory[str] | None = None

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile the kernels, unless `NEWSCLEAN_PURE` is set. Where that fails, warn and leave a pure package."""
        if self.target_name != "wheel" or os.environ.get("NEWSCLEAN_PURE"):
            return
        from setuptools.errors import BaseError, CCompilerError

        self._folder = tempfile.TemporaryDirectory(prefix="newsclean-core-")
        try:
            built = build(Path(self.root), Path(self._folder.name))
        except (BaseError, CCompilerError, OSError) as error:
            self.app.display_warning(f"The compiled core was not built, and newsclean will be slower: {error}")
            return
        if version == "editable":
            for path in built:
                shutil.move(path, Path(self.root, KERNELS, path.name))
            return
        build_data["pure_python"] = False
        build_data["infer_tag"] = True
        build_data["force_include"] |= {str(path): str(KERNELS / path.name) for path in built}

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:  # noqa: ARG002
        """Remove the temporary folder, whose extension modules are now in the wheel."""
        if self._folder is not None:
            self._folder.cleanup()


def build(root: Path, folder: Path) -> list[Path]:
    """Compile each kernel into a folder and return the extension modules. Raises setuptools' errors."""
    import lxml
    from Cython.Build import cythonize
    from setuptools import Distribution, Extension

    # no fused multiply-add: it rounds differently from the Python code
    arguments = ["/O2"] if os.name == "nt" else ["-O3", "-ffp-contract=off"]
    sources = sorted(Path(root, KERNELS).glob("*.pyx"))
    extensions = [
        Extension(
            f"newsclean._core.{source.stem}",
            [str(source)],
            include_dirs=lxml.get_include(),
            extra_compile_args=arguments,
        )
        for source in sources
    ]
    made = cythonize(extensions, build_dir=str(folder / "c"), quiet=True, language_level=3)
    command = Distribution({"name": "newsclean", "ext_modules": made}).get_command_obj("build_ext")
    command.build_lib, command.build_temp = str(folder), str(folder / "objects")
    command.ensure_finalized()
    command.run()
    return sorted(path for path in Path(folder, KERNELS).iterdir() if path.suffix in (".so", ".pyd"))
