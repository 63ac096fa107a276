"""Users' tables: what is read, what is refused, and what of it is learned."""

from __future__ import annotations

import csv
import io
import os
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nnviz.datasets.csv_files import csv_table, hold, kept, look_again, read_csv, reading, table_of
from nnviz.datasets.csv_files.writing import content_of, write_beside
from nnviz.datasets.table import Table
from nnviz.errors import InvalidInput


def written(folder: Path, content: str | bytes, name: str = "it.csv") -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def learned(folder: Path, content: str | bytes, **choices: Any) -> Table:
    return table_of(read_csv(written(folder, content)), **choices)


def refusal(folder: Path, content: str | bytes, **choices: Any) -> str:
    with pytest.raises(InvalidInput) as caught:
        learned(folder, content, **choices)
    sentence = str(caught.value)
    assert sentence.startswith("it.csv: ")
    assert "\n" not in sentence
    return sentence


ROWS = "width,colour,kind\n1,red,b\n2.5,blue,a\n-3e1,red,b\n4,green,a\n"


@pytest.mark.parametrize(
    "content",
    [
        ROWS,
        ROWS.replace("\n", "\r\n"),
        ROWS.replace("\n", "\r"),
        ROWS.rstrip("\n"),
        ROWS + "\n\n",
        "\n" + ROWS,
        "\ufeff" + ROWS,
        ROWS.replace(",", ";"),
        ROWS.replace(",", ";").replace("2.5", "2,5"),
        ROWS.replace(",", "\t"),
        ROWS.replace(",", "\t").replace("2.5", "2,5"),
        ROWS.replace("red", '"red"').replace("width", '"width"'),
        ROWS.replace("2.5", " 2.5 ").replace("blue", " blue"),
        ROWS.replace("4,green,a\n", "4,green,a\n\n"),
    ],
)
def test_every_way_to_write_a_table_is_read_as_the_same(tmp_path: Path, content: str) -> None:
    table = learned(tmp_path, content)
    assert table.feature_names == ("width", "colour=blue", "colour=green", "colour=red")
    expected = [[1, 0, 0, 1], [2.5, 1, 0, 0], [-30, 0, 0, 1], [4, 0, 1, 0]]
    np.testing.assert_array_equal(table.inputs, expected)
    assert (table.task, table.class_names, table.target_name) == ("classification", ("a", "b"), "kind")
    np.testing.assert_array_equal(table.targets, [1, 0, 1, 0])


def test_quotations_hold_delimiters_quotes_and_line_breaks(tmp_path: Path) -> None:
    content = 'a,"b, c",t\n1,"x ""y""\nz",0\n2,"p,q",1\n3,r,0\n4,r,1\n'
    table = learned(tmp_path, content)
    assert table.feature_names == ("a", "b, c=p,q", "b, c=r", 'b, c=x "y"\nz')
    assert table.class_names == ("0", "1")


def test_a_quotation_far_below_changes_nothing_above_it(tmp_path: Path) -> None:
    rows = [f"{k},{k / 7!r},c{k % 3}" for k in range(30_000)]
    plain = learned(tmp_path, "a,b,c\n" + "\n".join(rows))
    rows[29_000] = rows[29_000].replace("c", '"c') + '"'
    quoted = learned(tmp_path, "a,b,c\n" + "\n".join(rows))
    np.testing.assert_array_equal(plain.inputs, quoted.inputs)
    np.testing.assert_array_equal(plain.targets, quoted.targets)
    np.testing.assert_array_equal(plain.inputs[:, 1], [k / 7 for k in range(30_000)])


@pytest.mark.parametrize(
    ("targets", "task", "classes"),
    [
        (["yes", "no", "no", "yes"], "classification", ("no", "yes")),
        (["1", "2", "10", "2"], "classification", ("1", "2", "10")),
        (["1.0", "2", "3", "2"], "classification", ("1", "2", "3")),
        (["1.5", "2", "3", "2"], "regression", ()),
        ([str(k % 20) for k in range(40)], "classification", tuple(map(str, range(20)))),
        ([str(k % 21) for k in range(42)], "regression", ()),
    ],
)
def test_what_the_task_is_taken_for(tmp_path: Path, targets: list[str], task: str, classes: tuple[str, ...]) -> None:
    table = learned(tmp_path, "x,y\n" + "".join(f"{k},{target}\n" for k, target in enumerate(targets)))
    assert (table.task, table.class_names) == (task, classes)


def test_target_and_inputs_can_be_chosen(tmp_path: Path) -> None:
    table = learned(tmp_path, ROWS, target="width", left_out=("kind",))
    assert (table.task, table.target_name) == ("regression", "width")
    assert table.feature_names == ("colour=blue", "colour=green", "colour=red")
    assert learned(tmp_path, "x,y\n1,0.5\n2,1\n3,1\n4,1\n", task="classification").class_names == ("0.5", "1")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("", "is empty"),
        (" \n\n", "is empty"),
        ("a,b\n", "nothing below"),
        ("a,b\n1,2\n", "1 row of data"),
        ("a\n1\n2\n3\n4\n", "no input column"),
        ("a,b\n1,2\n3\n", "row 3 has 1 cell, and the header has 2"),
        ("a,b\n1,2\n\n3,4,5\n", "row 4 has 3 cells"),
        ("a,b\n1,2\n,4\n5,6\n7,8\n", "row 3, column 'a': the cell is empty"),
        ("a,b\n1,2\n3, \n5,6\n7,8\n", "row 3, column 'b': the cell is empty"),
        ("a,b\n1,x\n3,\n5,y\n7,x\n", "row 3, column 'b': the cell is empty"),
        ("a,b\n1,2\n2,3\nNaN,4\n5,6\n", "row 4, column 'a': 'NaN' is not a finite number"),
        ("a,b\n1,2\n2,3\n3,-inf\n5,6\n", "row 4, column 'b': '-inf' is not a finite number"),
        ("a,b\n1,2\n2,3\n1e999,4\n5,6\n", "'1e999' is not a finite number"),
        ("a,b\n1,2\n2,3\n?,4\n5,6\n", "row 4, column 'a': '?' is not a number, and most cells"),
        ("a,b\n1,2\n2,3\n1_000,4\n5,6\n", "'1_000' is not a number"),
        ("a;b\n1.5;2\n2;3\n1,5;4\n5;6\n", "row 4, column 'a': '1,5' has a decimal comma"),
        ("a,b,a\n1,2,3\n", "columns 1 and 3 have the same name 'a'"),
        ("1,2\n3,4\n5,6\n7,8\n9,1\n", "numbers alone"),
        ('a,b\n1,"2\n3,4\n', "quotation mark"),
        ('a,b\n1,"2"x\n3,4\n', "row 2: a quotation mark"),
        ("a,b\n1,c\n2,c\n3,c\n4,c\n", "'c' in every row"),
        ("a,b\n" + "".join(f"{k},t{k}\n" for k in range(101)), "101 different values"),
        ("a,b\n" + "".join(f"t{k},{k % 2}\n" for k in range(101)), "column 'a' has 101 different texts"),
        ("a,b\n" + "".join(f"t{k},{k % 2}\n" for k in range(10_001)), "more than 10,000 different texts"),
        (f"{'n' * 201},b\n1,2\n", "name of column 1 is longer"),
        (b"\xff\xfea\x00,\x00b\x00", "UTF-16"),
        (b"a,b\n\xe4,1\n", "not UTF-8 text: save it as UTF-8"),
        (b"PK\x03\x04\x00\x00", "no text file"),
    ],
)
def test_bad_files_are_refused_in_one_sentence(tmp_path: Path, content: str | bytes, words: str) -> None:
    assert words in refusal(tmp_path, content)


@pytest.mark.parametrize(
    ("choices", "words"),
    [
        ({"target": "widht"}, "did you mean 'width'"),
        ({"left_out": ("color",)}, "did you mean 'colour'"),
        ({"left_out": ("kind",)}, "which is the target"),
        ({"left_out": ("width", "colour")}, "no input column"),
        ({"task": "regression"}, "holds texts"),
    ],
)
def test_bad_choices_are_refused(tmp_path: Path, choices: dict[str, Any], words: str) -> None:
    assert words in refusal(tmp_path, ROWS, **choices)


def test_a_bad_column_does_no_harm_where_it_is_left_out(tmp_path: Path) -> None:
    content = "id,a,t\n1,2,x\n,3,y\n3,4,x\n4,5,y\n"
    assert "row 3, column 'id'" in refusal(tmp_path, content)
    assert learned(tmp_path, content, left_out=("id",)).feature_names == ("a",)


def test_a_column_that_begins_with_numbers_and_goes_on_in_words_is_text(tmp_path: Path) -> None:
    cells = [str(k % 7) for k in range(20_000)] + [f"w{k % 5}" for k in range(25_000)]
    table = read_csv(written(tmp_path, "a,t\n" + "".join(f"{c},{k % 2}\n" for k, c in enumerate(cells))))
    assert table.columns[0].texts == tuple(sorted(set(cells)))
    assert [table.columns[0].texts[code] for code in table.columns[0].codes[[3, 20_003]]] == ["3", "w3"]


def test_what_is_no_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="it is a folder"):
        read_csv(tmp_path)
    with pytest.raises(InvalidInput, match="no such file"):
        read_csv(tmp_path / "none.csv")
    with pytest.raises(InvalidInput, match="there is no file 'none"):
        csv_table(str(tmp_path / "none.csv"))
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "pipe")
        with pytest.raises(InvalidInput, match="not a plain file"):
            read_csv(tmp_path / "pipe")


def test_what_is_too_large_is_refused_before_it_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "huge.csv"
    with path.open("wb") as file:
        file.truncate(2**29 + 1)
    with pytest.raises(InvalidInput, match="larger than 512 MiB"):
        read_csv(path)
    monkeypatch.setattr(reading, "MOST_CELLS", 10)
    with pytest.raises(InvalidInput, match="more than 10 cells"):
        read_csv(written(tmp_path, ROWS))
    monkeypatch.setattr(reading, "MOST_ROWS", 3)
    with pytest.raises(InvalidInput, match="more than 3 rows"):
        read_csv(written(tmp_path, ROWS))
    monkeypatch.setattr(reading, "LONGEST_LINE", 100)
    with pytest.raises(InvalidInput, match="no table"):
        read_csv(written(tmp_path, "a,b\n" + "1" * 200))
    with pytest.raises(InvalidInput, match="cancelled"):
        read_csv(written(tmp_path, "a,b\n1,2\n"), lambda: True)


def test_a_file_is_read_once_until_it_is_looked_at_again(tmp_path: Path) -> None:
    path = written(tmp_path, ROWS)
    first = csv_table(str(path))
    written(tmp_path, ROWS + "9,red,b\n")
    assert csv_table(str(path)) is first
    look_again(str(path))
    assert csv_table(str(path)).rows == 5
    path.unlink()
    assert csv_table(str(path)).rows == 5, "what is in memory needs no file"


TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=6).map(str.strip).filter(bool)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(st.floats(allow_nan=False, allow_infinity=False), TEXTS.map(lambda text: "t" + text)),
        min_size=2,
        max_size=9,
    )
)
def test_a_table_written_back_is_the_very_same(tmp_path_factory: pytest.TempPathFactory, rows: Any) -> None:
    folder = tmp_path_factory.mktemp("table")
    text = io.StringIO(newline="")
    csv.writer(text).writerows([("a", "b"), *((repr(number), word) for number, word in rows)])
    table = read_csv(written(folder, text.getvalue()))
    assert table.columns[0].numbers.tobytes() == np.array([number for number, _ in rows]).tobytes()
    again = read_csv(written(folder, content_of(table), "again.csv"))
    for one, other in zip(table.columns, again.columns, strict=True):
        assert one.numbers.tobytes() == other.numbers.tobytes()
        assert (one.texts, one.codes.tolist()) == (other.texts, other.codes.tolist())


def test_a_held_table_is_written_beside_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "_held", {})
    table = read_csv(written(tmp_path, ROWS))
    held = hold(table, "C:\\data\\it.csv")
    assert held == hold(read_csv(written(tmp_path, ROWS.replace(",", ";"))), "it.csv")
    assert write_beside(held, tmp_path) == tmp_path / "it-2.csv", "the file with semicolons stays"
    assert write_beside(held, tmp_path) == tmp_path / "it-2.csv"
    assert read_csv(tmp_path / "it-2.csv").names == table.names


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("x;y\n1,5;0\n2,5;1\n3,1;0\n4.5;1\n2,2;1\n", "row 2, column 'x': '1,5' has a decimal comma"),
        ("x;y\n1.000,5;0\n2.000,5;1\n3.000,1;0\n4.5;1\n", "row 2, column 'x': '1.000,5' is not a number"),
        ("x,y\na,0\nnan,1\nb,0\nb,1\n", "row 3, column 'x': 'nan' is not a finite number"),
        ("x,y\na,0\nb,1\n-inf,0\nb,1\n", "row 4, column 'x': '-inf' is not a finite number"),
    ],
)
def test_numbers_in_two_ways_and_missing_values_are_no_texts(tmp_path: Path, text: str, words: str) -> None:
    path = tmp_path / "it.csv"
    path.write_text(text)
    with pytest.raises(InvalidInput, match=re.escape(words)):
        table_of(read_csv(path), None, "auto", ())


def test_dates_addresses_and_names_are_texts(tmp_path: Path) -> None:
    path = tmp_path / "it.csv"
    path.write_text(
        "d,a,n,y\n2020-01-02,10.0.0.1,Nan,0\n2021-02-03,10.0.0.2,Ann,1\n2021-02-03,10.0.0.1,Ann,1\n2020-01-02,10.0.0.1,Ann,0\n"
    )
    assert len(table_of(read_csv(path), None, "auto", ()).feature_names) == 6
