from pathlib import Path

import pytest

from trainer.errors import ItemTableError
from trainer.item_table import Item, read_item_table

HEADER = "path,label,split,is_query,is_gallery"


def table(folder: Path, text: str) -> Path:
    path = folder / "items.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_row_becomes_an_item_whatever_the_order_of_columns(tmp_path: Path) -> None:
    text = "label,path,is_gallery,is_query,split,note,x_1,y_1,x_2,y_2\nUSD1,a/ü.png,True,0,test,-,1,2,3.5,4\n"
    [item] = read_item_table(table(tmp_path, text))
    assert item == Item("a/ü.png", "USD1", "test", is_query=False, is_gallery=True, box=(1, 2, 3.5, 4))


def test_a_byte_order_mark_and_quoted_commas_are_read(tmp_path: Path) -> None:
    [item] = read_item_table(table(tmp_path, f'\ufeff{HEADER}\n"a, b.png",x,test,1,\n'))
    assert item.path == "a, b.png"
    assert not item.is_gallery


def test_all_faults_are_told_with_their_lines(tmp_path: Path) -> None:
    rows = ["/root.png,a,t,0,1", "b.png,,t,0,1", "c.png,c,t,2,1", "d.png,d,t", "e.png,e,t,0,1", "e.png,e,t,0,1"]
    with pytest.raises(ItemTableError) as caught:
        read_item_table(table(tmp_path, "\n".join([HEADER, *rows])))
    message = str(caught.value)
    assert message.startswith("items.csv has 5 faults")
    for part in (
        "line 2: expected a path",
        "line 3: the label",
        "line 4: expected is_query",
        "line 5: expected 5 cells",
    ):
        assert part in message
    assert "line 7: path e.png stands already in line 6" in message


@pytest.mark.parametrize("path", ["../a.png", "a//b.png", "C:/a.png", "a\\b.png", "https://x/a.png", ""])
def test_a_path_outside_the_folder_is_refused(path: str, tmp_path: Path) -> None:
    with pytest.raises(ItemTableError, match="inside the table's folder"):
        read_item_table(table(tmp_path, f"{HEADER}\n{path},x,t,0,1\n"))


@pytest.mark.parametrize("box", ["1,2,1,4", "a,2,3,4", "1,2,3,", "-1,2,3,4", "1,2,inf,4"])
def test_a_box_without_an_inside_is_refused(box: str, tmp_path: Path) -> None:
    with pytest.raises(ItemTableError, match=r"x_1 < x_2"):
        read_item_table(table(tmp_path, f"{HEADER},x_1,y_1,x_2,y_2\na.png,x,t,0,1,{box}\n"))


def test_missing_columns_are_named(tmp_path: Path) -> None:
    with pytest.raises(ItemTableError, match="label,is_query missing in path,split,is_gallery"):
        read_item_table(table(tmp_path, "path,split,is_gallery\n"))


def test_a_missing_table_is_named(tmp_path: Path) -> None:
    with pytest.raises(ItemTableError, match=r"nowhere\.csv"):
        read_item_table(tmp_path / "nowhere.csv")
