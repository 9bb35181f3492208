"""Bylines are split into people and agencies."""

from __future__ import annotations

import pytest

from newsclean.lexicon.bylines import Byline, split_byline


@pytest.mark.parametrize(
    ("byline", "people", "agencies"),
    [
        ("Lena Voss, MD, and Tom Lee, staff writer (dpa)", ["Lena Voss, MD", "Tom Lee"], ["dpa"]),
        ("Ana Ruiz, MS, RD, FAND", ["Ana Ruiz, MS, RD, FAND"], []),
        ("By Ana Ruiz December 2, 2025", ["Ana Ruiz"], []),
        ("by Ana Ruiz ● December 23, 2025 ● 6 min read", ["Ana Ruiz"], []),
        ("Posted by Ana on Friday December 19, 2025 @08:00PM", ["Ana"], []),
        ("By Ana Ruiz Senior Harbour Reporter", ["Ana Ruiz"], []),
        ("By Ana Ruiz. Reviewed by Tom Lee", ["Ana Ruiz"], []),
        ("Reviewed by Tom Lee", [], []),
        ("VON ANA RUIZ am 21. April 2020", ["ANA RUIZ"], []),
        ("dpa/lno", [], ["dpa"]),
        ("Ana Ruiz and Tom Lee for The Island Post", ["Ana Ruiz", "Tom Lee"], []),
        ("Ana Ruiz, ANA RUIZ, ana ruiz", ["Ana Ruiz"], []),
        ("Tekst: Anna Nowak i Ewa Kot", ["Anna Nowak", "Ewa Kot"], []),
        ("Автор: Анна Орлова и Пётр Белов", ["Анна Орлова", "Пётр Белов"], []),
        ("بقلم: أحمد علي و محمد حسن", ["أحمد علي", "محمد حسن"], []),
        ("记者 张三", ["张三"], []),
        ("홍길동 기자", ["홍길동"], []),
        ("Ana Ruiz, Senior Director, Content & Marketing, SailMail and The Harbour Institute", ["Ana Ruiz"], []),
        ("Business Editor Ana Ruiz", ["Ana Ruiz"], []),
        ("Publiziert am | 13. Januar 2014 | von | Ana Ruiz", ["Ana Ruiz"], []),
        ("Posted by | Ana Ruiz | on | in | . Tags: | ,", ["Ana Ruiz"], []),
        ("Ana Ruiz at", ["Ana Ruiz"], []),
        ("Senior Reporter", [], []),
        ("Ana Ruiz · Harbour News · Posted: Oct 14, 2022", ["Ana Ruiz"], []),
        ("Von Ana Ruiz, MDR HAFEN", ["Ana Ruiz"], []),
        ("Ana Ruiz2017-03-01 14:27:02", ["Ana Ruiz"], []),
        ("Dec. 19, 2025 · Ana Ruiz on behalf of the harbour", ["Ana Ruiz"], []),
        ("Ana Ruiz1, Tom Lee2*", ["Ana Ruiz", "Tom Lee"], []),
        ("Ana (Anita) Ruiz Published: January 3, 2024", ["Ana (Anita) Ruiz"], []),
        ("The Harbour editors", ["The Harbour editors"], []),
        ("著者：港太郎", ["港太郎"], []),
        ("责编：张三、李四", ["张三", "李四"], []),
        ("מאת: נועה ברק", ["נועה ברק"], []),
        ("admin", [], []),
        ("View all posts by Ana", [], []),
    ],
)
def test_bylines_are_split_into_people_and_agencies(byline, people, agencies):
    assert split_byline(byline) == Byline(tuple(people), tuple(agencies))


@pytest.mark.parametrize(
    ("byline", "people"),
    [
        ("Ana Ruiz", ["Ana Ruiz"]),
        ("By Ana Ruiz", ["Ana Ruiz"]),
        ("BY ANA RUIZ AND TOM LEE", ["ANA RUIZ", "TOM LEE"]),
        ("by: Ana Ruiz, Tom Lee and Kim Park", ["Ana Ruiz", "Tom Lee", "Kim Park"]),
        ("Ana Ruiz & Tom Lee; Kim Park", ["Ana Ruiz", "Tom Lee", "Kim Park"]),
        ("Von Anna Schmidt und Peter Maier", ["Anna Schmidt", "Peter Maier"]),
        ("Par Zoé Martin et Luc Petit", ["Zoé Martin", "Luc Petit"]),
        ("Por Ana Ruiz y Luis Gil", ["Ana Ruiz", "Luis Gil"]),
        ("Di Carla Riva e Ugo Neri", ["Carla Riva", "Ugo Neri"]),
        ("Door Anke Smit en Jan Bos", ["Anke Smit", "Jan Bos"]),
        ("Автор: Анна Орлова и Пётр Белов", ["Анна Орлова", "Пётр Белов"]),
        ("Ana Ruiz, ana@island.example", ["Ana Ruiz"]),
        ("https://island.example/ana", []),
        ("", []),
        ("Byron Eddy", ["Byron Eddy"]),
        ("Andy Anderson-Holland", ["Andy Anderson-Holland"]),
        ("J. R. O’Neill", ["J. R. O’Neill"]),
    ],
)
def test_byline_is_split_into_people(byline, people):
    assert list(split_byline(byline).people) == people
