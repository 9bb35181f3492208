"""Tables of texts: JSONL and CSV through the pipe, a page a row."""

from __future__ import annotations

import csv
import gzip
import io
import json
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsclean.sources.tables import Csv, JsonLines
from tests.conftest import ROOT, Run

STORY = "The ferry will sail again on Monday, the harbour office said after the last storm of the winter."
NO_TABLE = "--into, --replace, --errors and the fields of rows are for a table; name one, or its kind with --table"
DUMP = f"A ferry sails again\n\n{STORY}\n\nRead more"
HTML = f"<html><body><article><h1>A ferry sails again</h1><p>{STORY}</p><p>{STORY}</p></article></body></html>"


def jsonl(*rows: object) -> bytes:
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode()


def rows_of(stdout: bytes) -> list[dict[str, object]]:
    return [json.loads(line) for line in stdout.decode().splitlines()]


def test_the_article_is_added_and_the_rest_stays_to_the_letter(call: Run) -> None:
    line = f'{{ "n": 1.50e3,"content": {json.dumps(DUMP)} , "e":"\\u00e9", "n": 2 }}'
    done = call("--text-field", "content", stdin=f"{line}\r\n".encode())
    assert done.returncode == 0
    out = done.stdout.decode()
    assert out.startswith(line[: line.rindex("}")].rstrip() + ', "article": {')
    article = json.loads(out)["article"]
    assert (article["headline"], article["body"], article["source"]) == ("A ferry sails again", STORY, "-:1")


def test_order_is_kept_and_rows_are_cleaned_one_by_one(call: Run) -> None:
    stdin = jsonl(*({"id": n, "t": f"Title number {n}\n\n{STORY} {n}."} for n in range(20)))
    rows = rows_of(call("clean", "--text-field", "t", "-", stdin=stdin).stdout)
    assert [row["id"] for row in rows] == list(range(20))
    assert [row["article"]["headline"] for row in rows] == [f"Title number {n}" for n in range(20)]  # type: ignore[index]


def test_html_and_url_fields(call: Run) -> None:
    url = "https://www.themoscowtimes.com/a"
    stdin = jsonl({"html": HTML, "text": "other", "u": url}, {"html": "", "text": DUMP, "u": None})
    done = call("--html-field", "html", "--text-field", "text", "--url-field", "u", stdin=stdin)
    first, second = (row["article"] for row in rows_of(done.stdout))
    assert (first["url"], first["publication"]["id"]) == (url, "moscow-times")  # type: ignore[index]
    assert (second["url"], second["body"]) == (None, STORY)  # type: ignore[index]


def test_into_renames_and_replace_puts_the_body_back(call: Run) -> None:
    stdin = jsonl({"t": DUMP, "article": "mine"})
    assert rows_of(call("--text-field", "t", "--replace", stdin=stdin).stdout) == [{"t": STORY, "article": "mine"}]
    (row,) = rows_of(call("--text-field", "t", "--replace", "--into", "a", stdin=stdin).stdout)
    assert (row["t"], row["article"], row["a"]["body"]) == (STORY, "mine", STORY)  # type: ignore[index]


BAD = b'broken\n[1]\n{"t": ""}\n{"t": 3}\n{}\n{"t": "Home\\nNews"}\n{"t": "x", "article": 1}\n'


def test_bad_rows_keep_their_place_with_what_was_wrong(call: Run) -> None:
    done = call("--text-field", "t", stdin=BAD + b"\n" + jsonl({"t": DUMP}))
    assert done.returncode == 1
    rows = rows_of(done.stdout)
    assert len(rows) == 8
    assert [row.get("article_error") and row["article_error"]["line"] for row in rows] == [1, 2, 3, 4, 5, 6, 7, None]  # type: ignore[index]
    assert rows[0]["article_error"]["raw"] == "broken"  # type: ignore[index]
    assert rows[5]["t"] == "Home\nNews"
    assert rows[6]["article"] == 1
    messages = done.stderr.decode().splitlines()
    assert len(messages) == 7
    assert messages[0].startswith("newsclean: -:1: not a JSON object")
    assert messages[6] == "newsclean: -:7: has a field 'article' already; --into names another"


def test_bad_rows_go_to_the_error_file_as_they_were(call: Run, tmp_path: Path) -> None:
    errors = tmp_path / "errors.jsonl"
    done = call("--text-field", "t", "--errors", errors, stdin=BAD + jsonl({"t": DUMP}))
    assert done.returncode == 1
    assert len(rows_of(done.stdout)) == 1
    assert errors.read_bytes() == BAD


def test_a_row_without_an_article_keeps_its_text(call: Run) -> None:
    (row,) = rows_of(call("--text-field", "t", "--replace", stdin=jsonl({"t": "Home\nNews"})).stdout)
    assert row["t"] == "Home\nNews"
    assert row["article_error"] == {"line": 1, "message": "no article found"}


def test_bytes_that_are_no_utf8_pass_through(call: Run) -> None:
    line = b'{"x": "\xff\xfe", "t": "' + STORY.encode() + b'"}\n'
    assert call("--text-field", "t", stdin=line).stdout.startswith(line[:-2] + b", ")


def test_a_lone_surrogate_costs_no_row(call: Run) -> None:
    rows = b'{"t": "%s", "u": "http://\\ud800.com"}\n' % DUMP.replace("\n", "\\n").encode()
    done = call("--text-field", "t", "--url-field", "u", stdin=rows + jsonl({"t": DUMP}))
    assert done.returncode == 0
    first, second = rows_of(done.stdout)
    assert (first["u"], first["article"]["url"]) == ("http://\ud800.com",) * 2  # type: ignore[index]
    assert second["article"]["body"] == first["article"]["body"] == STORY  # type: ignore[index]


@pytest.mark.parametrize("end", ["\\ud83d", " \\ud83d", "\\ud83d\\n"])
def test_half_an_emoji_at_the_end_does_not_hide_the_article(call: Run, end: str) -> None:
    text = f"Ferry returns\\n\\n{STORY}{end}"
    done = call("--text-field", "t", stdin=b'{"t": "%s"}\n' % text.encode())
    (row,) = rows_of(done.stdout)
    assert row["article"]["body"] == STORY  # type: ignore[index]


def test_a_bad_line_that_is_no_utf8_becomes_valid_json(call: Run) -> None:
    done = call("--text-field", "t", stdin=b"caf\xe9\n")
    (row,) = rows_of(done.stdout)
    assert row["article_error"]["raw"].encode("utf-8", "surrogateescape") == b"caf\xe9"  # type: ignore[index]


def test_an_article_that_cannot_be_written_costs_its_row_alone(call: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    errors = [ValueError("broken on purpose")]

    def fails_once(*_arguments: object, **_options: object) -> object:
        if errors:
            raise errors.pop()
        return {"body": STORY}

    monkeypatch.setattr("newsclean.cli.pages.table.to_dict", fails_once)
    done = call("--text-field", "t", stdin=jsonl({"t": DUMP}, {"t": DUMP}))
    assert done.returncode == 1
    first, second = rows_of(done.stdout)
    assert "broken on purpose" in first["article_error"]["message"]  # type: ignore[index]
    assert second["article"]["body"] == STORY  # type: ignore[index]


@pytest.mark.parametrize("damage", ["cut off", "garbled"])
def test_a_broken_gzip_keeps_the_rows_before_the_fault(call: Run, tmp_path: Path, damage: str) -> None:
    rows = [{"t": "The ferry sails on Monday.", "n": sha256(b"%d" % n).hexdigest() * 4} for n in range(400)]
    data = bytearray(gzip.compress(jsonl(*rows), mtime=0))
    middle = len(data) // 2
    table, out = tmp_path / "table.jsonl.gz", tmp_path / "out.jsonl"
    table.write_bytes(data[:middle] if damage == "cut off" else data[:middle] + b"\xff" * 99)
    done = call(table, "--text-field", "t", "--fields", "word_count", "-o", out)
    assert done.returncode == 1
    assert "the rest of the table cannot be read" in done.stderr.decode()
    *written, last = rows_of(out.read_bytes())
    assert [row["n"] for row in written] == [row["n"] for row in rows[: len(written)]]
    assert len(written) > 100
    assert last["article_error"]["line"] == len(written) + 1  # type: ignore[index]


@pytest.mark.parametrize("header", [b'id,"t"x\n', b'id,"t\n', b"\n"])
def test_a_header_that_is_no_csv_is_one_line(call: Run, header: bytes) -> None:
    done = call("--table", "csv", "--text-field", "t", stdin=header + b"1,2\n")
    assert done.returncode == 1
    assert done.stderr.decode().startswith("newsclean: -: the header is not CSV: ")
    assert done.stderr.count(b"\n") == 1


def test_gzipped_tables_are_read(call: Run, tmp_path: Path) -> None:
    table = tmp_path / "a.jsonl.gz"
    table.write_bytes(gzip.compress(jsonl({"t": DUMP})))
    assert rows_of(call(table, "--text-field", "t", "--replace").stdout) == [{"t": STORY}]
    table.write_bytes(gzip.compress(jsonl({"t": DUMP}))[:-9])
    done = call(table, "--text-field", "t")
    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1


def test_memory_does_not_grow_with_the_table(environment: dict[str, str]) -> None:
    script = (
        "import resource, sys\n"
        "sys.argv = ['newsclean', '--text-field', 't', '--replace', '-o', '/dev/null']\n"
        "from newsclean.cli import main\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)\n"
    )

    def peak(rows: int) -> int:
        stdin = jsonl({"t": "The ferry sails on Monday.", "ballast": "x" * 100_000}) * rows
        command = [sys.executable, "-c", script]
        done = subprocess.run(command, input=stdin, capture_output=True, cwd=ROOT, env=environment, check=True)
        return int(done.stdout)

    pytest.importorskip("resource")
    assert peak(300) < peak(10) + 12_000, "kilobytes, of 30 megabytes of table"


def test_csv_gets_a_column_and_keeps_its_cells(call: Run, tmp_path: Path) -> None:
    table = tmp_path / "a.csv"
    with table.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.writer(stream, quoting=csv.QUOTE_ALL)
        writer.writerows([["id", "text", "note"], ["007", DUMP, 'a "b", c'], ["8", "", ""]])
    done = call(table, "--text-field", "text")
    assert done.returncode == 1
    rows = list(csv.DictReader(io.StringIO(done.stdout.decode(), newline="")))
    assert list(rows[0]) == ["id", "text", "note", "article", "article_error"]
    assert (rows[0]["id"], rows[0]["text"], rows[0]["note"]) == ("007", DUMP, 'a "b", c')
    assert json.loads(rows[0]["article"])["body"] == STORY
    assert rows[0]["article_error"] == ""
    assert json.loads(rows[1]["article_error"])["message"] == "has no text in 'text'"
    assert '"007"' in done.stdout.decode()
    replaced = call(table, "--text-field", "text", "--replace").stdout.decode()
    assert [row["text"] for row in csv.DictReader(io.StringIO(replaced, newline=""))] == [STORY, ""]


def test_bad_csv_rows(call: Run, tmp_path: Path) -> None:
    errors = tmp_path / "errors.csv"
    text = f'id,text\n1\n2,"{STORY}"\n3,"x"y\n\n4,"{STORY}",z\n5,"open\n'
    done = call("--table", "csv", "--text-field", "text", "--errors", errors, stdin=text.encode())
    assert done.returncode == 1
    assert [row["id"] for row in csv.DictReader(io.StringIO(done.stdout.decode()))] == ["2"]
    assert errors.read_text(encoding="utf-8") == f'id,text\n1\n3,"x"y\n4,"{STORY}",z\n5,"open\n'
    assert [line.split(":")[2] for line in done.stderr.decode().splitlines()] == ["2", "4", "6", "7"]
    inline = call("--table", "csv", "--text-field", "text", stdin=text.encode()).stdout.decode()
    rows = list(csv.DictReader(io.StringIO(inline, newline="")))
    assert len(rows) == 5
    assert json.loads(rows[0]["article_error"])["raw"] == "1"


def test_a_name_that_the_header_has_twice_shifts_no_cell(call: Run) -> None:
    text = f'a,text,a\n1,"{STORY}\n\nRead more",2\nbad\n3,"{STORY}",4\n'
    done = call("--table", "csv", "--text-field", "text", "--replace", stdin=text.encode())
    assert done.returncode == 1
    first, bad, last = list(csv.reader(io.StringIO(done.stdout.decode(), newline="")))[1:]
    assert (first, last) == (["1", STORY, "2", ""], ["3", STORY, "4", ""])
    assert (bad[:3], json.loads(bad[3])["raw"]) == (["", "", ""], "bad")


def test_safe_csv_guards_the_body(call: Run) -> None:
    text = f'text\n"=1+1 is the title of the page.\n\n{STORY}"\n'
    arguments = ("--table", "csv", "--text-field", "text", "--replace")
    bodies = []
    for more in ((), ("--csv-safe",)):
        done = call(*arguments, *more, stdin=text.replace(f"\n\n{STORY}", f" {STORY}" * 3).encode())
        bodies.append(next(csv.DictReader(io.StringIO(done.stdout.decode(), newline="")))["text"])
    assert bodies[0].startswith("=1+1")
    assert bodies[1] == "'" + bodies[0]
    wrong = call("--text-field", "t", "--csv-safe", stdin=jsonl({"t": DUMP}))
    assert (wrong.returncode, wrong.stderr.count(b"\n")) == (2, 1)


def test_tsv(call: Run) -> None:
    done = call("--table", "tsv", "--text-field", "b", "--replace", stdin=f"a\tb\n1\t{STORY} Yes.\n".encode())
    assert done.stdout.decode() == f"a\tb\tarticle_error\n1\t{STORY} Yes.\t\n"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--replace",), NO_TABLE),
        (("--url-field", "u"), NO_TABLE),
        (("--html-field", "h", "--replace"), "--replace needs the --text-field that it puts the body into"),
        (("--text-field", "t", "a", "b"), "a table is cleaned alone; name one file"),
    ],
)
def test_wrong_use(call: Run, arguments: tuple[str, ...], message: str) -> None:
    done = call(*arguments)
    assert (done.returncode, done.stderr.decode()) == (2, f"newsclean: {message}\n")


def test_a_missing_table(call: Run) -> None:
    done = call("nowhere.jsonl", "--text-field", "t")
    assert (done.returncode, done.stderr.decode()) == (1, "newsclean: nowhere.jsonl: No such file or directory\n")


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda values: st.lists(values) | st.dictionaries(st.text(), values),
    max_leaves=6,
)


@given(st.dictionaries(st.text(), json_values), st.sampled_from([None, 1, 2]), st.booleans(), st.text())
def test_splicing_changes_what_it_should_and_nothing_else(
    values: dict[str, object], indent: int | None, ascii_only: bool, new: str
) -> None:
    raw = json.dumps(values, ensure_ascii=ascii_only, separators=(" ,", ": ") if indent else (",", ":"))
    (row,) = JsonLines().rows([raw + "\n"])
    assert row.values == values
    changes = {new: ["changed"]} | dict.fromkeys(list(values)[:1], "first")
    written = JsonLines().updated_row(row, changes)
    assert json.loads(written) == values | changes
    assert written.count("\n") == 1
    for name, (start, end) in row.spans.items():
        assert json.loads(raw[start:end]) == values[name]


@given(st.lists(st.lists(st.text(alphabet="ab,\"\n é'"), min_size=2, max_size=2), max_size=5))
def test_any_csv_cells_come_through(cells: list[list[str]]) -> None:
    source = io.StringIO(newline="")
    csv.writer(source).writerows([["x", "y"], *cells])
    table = Csv()
    rows = list(table.rows(io.StringIO(source.getvalue(), newline="")))
    head = table.header(["z"])
    out = head + "".join(table.updated_row(row, {"z": "!"}) for row in rows)
    read = list(csv.reader(io.StringIO(out, newline="")))
    assert read == [["x", "y", "z"], *([*row, "!"] for row in cells)]
