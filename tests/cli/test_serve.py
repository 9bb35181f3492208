"""The verb `serve` on a Unix socket."""

from __future__ import annotations

import json
import signal
import socket
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import Run
from tests.support.commands import one_line

pytestmark = pytest.mark.skipif(not hasattr(socket, "AF_UNIX"), reason="no Unix sockets here")


def test_two_connections_are_served_and_a_signal_removes_the_socket(
    tmp_path: Path, environment: dict[str, str]
) -> None:
    path = tmp_path / "s"
    command = [sys.executable, "-m", "newsclean", "serve", "--socket", str(path), "--fields", "headline"]
    with subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        assert process.stderr.readline() == f"newsclean: {path}: serving; end with Ctrl-C or SIGTERM\n"
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        with socket.socket(socket.AF_UNIX) as one, socket.socket(socket.AF_UNIX) as two:
            for number, connection in enumerate((one, two)):
                connection.connect(str(path))
                connection.sendall(json.dumps({"id": number, "text": "Home"}).encode() + b"\n")
            answers = [json.loads(connection.makefile().readline()) for connection in (two, one)]
        assert answers == [{"id": n, "article": {"headline": None}} for n in (1, 0)]
        process.send_signal(signal.SIGTERM)
        assert process.wait(60) == 0
    assert not path.exists()


def test_a_path_that_is_no_socket_is_left_alone(call: Run, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    done = call("serve", "--socket", tmp_path / "file")
    assert (done.returncode, (tmp_path / "file").read_text()) == (2, "mine")
    assert "exists and is no socket" in one_line(done.stderr)


PAGE = {"text": "Ferry returns\n\nThe ferry will sail again on Monday, the harbour office said."}


def test_a_request_has_options_of_its_own(call: Run) -> None:
    given: list[object] = [
        {"fields": ["headline"]},
        None,
        {"keep": "headline", "fields": "body"},
        {"keep": ["captoin"]},
        {"keeep": 1},
        {"publication": "moscow-time"},
        {"encoding": 7},
        {"fields": [7]},
        {"input": "xml"},
        [],
    ]
    lines = [json.dumps(PAGE | ({"options": options} if options is not None else {})) for options in given]
    done = call("serve", "--fields", "word_count", stdin="\n".join(lines).encode())
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    body = "The ferry will sail again on Monday, the harbour office said."
    assert [answer.get("article") for answer in answers[:3]] == [
        {"headline": "Ferry returns"},
        {"word_count": 11},
        {"body": f"Ferry returns\n\n{body}"},
    ]
    assert [answer["error"]["kind"] for answer in answers[3:]] == ["RequestError"] * 7
    told = [answer["error"]["message"].partition(": ")[2] for answer in answers[3:]]
    assert told[0] == "Options.policy: unknown value 'captoin'; did you mean 'caption'?"
    assert told[1] == "options: unknown option 'keeep'; did you mean 'keep'?"
    assert told[2].startswith("no publication 'moscow-time'")
    assert told[3:] == [
        "options: encoding: expected a text",
        "options: fields: expected a list of texts",
        "Options.input: unknown value 'xml'; known are auto, html, text",
        "options: expected an object",
    ]


def test_answers_are_json_that_other_languages_read(call: Run) -> None:
    lines = ['{"id": 1e999, "text": "a"}', '{"id": NaN, "text": "a"}', '{"id": -Infinity, "text": "a"}']
    done = call("serve", "--fields", "body", stdin="\n".join([*lines, json.dumps({"id": 1.5, **PAGE})]).encode())
    answers = [json.loads(line, parse_constant=pytest.fail) for line in done.stdout.splitlines()]
    assert [answer["id"] for answer in answers] == [1, 2, 3, 1.5]
    told = [answer["error"]["message"].rpartition(": ")[2] for answer in answers[:3]]
    assert told == [f"{number} is no number of JSON" for number in ("1e999", "NaN", "-Infinity")]
