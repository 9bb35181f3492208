"""Bylines: the people in "By Ana Ruiz and Tom Lee, harbour correspondents", in the project's 15 languages.

A name is kept as it is written, with its degrees ("Lena Voss, MD"); what goes are the word "by", roles, addresses,
dates, and agencies, which `split_byline` returns apart.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

MAX_NAME_CHARS, MAX_NAME_WORDS, MAX_DEGREE_CHARS = 60, 6, 20
"""What is longer is a sentence about somebody."""

_EDGES = " \"'“”„«»:,*#•·●⋅|"

_BY_WORDS = (
    "by|written by|words by|text by|story by|reported by|report by|analysis by|opinion by|posted by|published by|"
    "von|vom|text von|erstellt von|publiziert von|ein beitrag von|ein kommentar von|ein gastbeitrag von|"
    "eine analyse von|geschrieben von|"
    "veröffentlicht von|verfasst von|interview von|"
    "par|écrit par|publié par|rédigé par|propos recueillis par|por|escrito por|publicado por|"
    "di|a cura di|scritto da|da|door|geschreven door|av|af|tekst av|skrevet av|skriven av|"
    "автор статьи|автор|авторы|автори|текст|autor|autorin|autoren|autorzy|auteur|auteurs|autore|autori|autora|"
    "author|authors|texto|texte|testo|tekst|tekst i foto|yazan|yazar|haber|reporter|"
    "بقلم|كتب|كتبت|كتبه|作者|文|撰文|记者|本报记者|記者|取材・文|글"
)
_BY_KINDS = "text|interview|protokoll|reportage|kommentar|analyse|essay|opinion|gastbeitrag"
_BY_RE = re.compile(
    rf"^(?:{_BY_WORDS})(?:\s*[:：/／]\s*|\s+|$)|(?-i:^[Bb]y(?=[A-ZÀ-Þ]))|^(?:{_BY_KINDS})\s*:\s*", re.IGNORECASE
)
_AFTER_BY_RE = re.compile(r"^(?:Von|Di|Da|VON|DI|DA)\s+\S+$")
"""One word after these is a second name as often as not: Di Nguyen and Von Miller are people."""
_WRITTEN_BY = "written by|posted by|authored by|contributed by"
_FAR_BY = (
    "story by|words by|geschrieben von|verfasst von|text von|article de|écrit par|escrito por|scritto da|"
    "geschreven door"
)
_FAR_BY_NOUNS = "author|text|autor|autorin|auteur|autora|autore|автор|tekst|yazan|作者|撰文"
_FAR_BY_RE = re.compile(
    rf"(?:(?:this (?:article|post|story) was )?(?:{_WRITTEN_BY})|{_FAR_BY})(?:\s*:\s*|\s+)(?=\w)"
    rf"|(?:{_FAR_BY_NOUNS})\s*[:：]\s*(?=\w)",
    re.IGNORECASE,
)
_BY_HEADS = frozenset(word[:2] for words in (_BY_WORDS, _BY_KINDS) for word in words.split("|"))
_FAR_BY_HEADS = frozenset(
    word[:2] for words in ("this", _WRITTEN_BY, _FAR_BY, _FAR_BY_NOUNS) for word in words.split("|")
)
"""To look these up rules most lines out in a fifth of the time."""
_WITHIN_BY_RE = re.compile(r"\d\W{0,5}\s(?:\w+\s){0,2}((?:by|By|BY|von|Von|VON|par|Par|por|Por)\s+[^\W\d])")
"""A date before the name: "May 3, 2017 By Ana Ruiz"."""
_CHINESE_RE = re.compile(
    r"(?:作者|撰文|撰稿|执笔人?|采写|记者|通讯员|实习生)\s*[:：]?\s*"
    r"([\u4e00-\u9fff·]{2,4}(?:[\s、，,]+[\u4e00-\u9fff·]{2,4})*)\s*(?=$|[）)】|/]|发自|报道|时间|来源|编辑|摄|\d)"
)
_PARTICLES = frozenset(
    "de da di do dos das del della van von der den ten ter la le el al bin ibn zu zum af av y e du".split()
)
_HARD_RE = re.compile(r"\s*(?:[|│•●⋅‣·‖\n]|\s[-–—]\s)\s*")
_SPLIT_RE = re.compile(
    r"\s*(?:[;；、/／&+]|(?:,\s*|\s)(?:and|und|et|y|e|и|та|й|і|en|ve|i|oraz|og|och|ja|și|és|with|mit|avec|con|"
    r"im gespräch mit)\s|(?<=\s)و\s?|，)\s*",
    re.IGNORECASE,
)
_OTHERS_RE = re.compile(
    r"\b(?:(?:medically |legally |expert )?reviewed|edited|fact[- ]checked|translated|photo\w*|illustrat\w*|"
    r"fotos?|bilder|geprüft|übersetz\w*|traduc\w*|tradu\w*|last updated|updated|published|aktualisiert|"
    r"veröffentlicht|posted (?:on|in)|filed under|publié|mis à jour|actualizado|aggiornato)\b.*$",
    re.IGNORECASE,
)
"""What others did, and when."""
_BEFORE_DATE_RE = re.compile(
    r"(?:[\s,]+(?:on|at|am|le|el|il|op|den|dne|em|vom|um|the|last|pada|в|dnia|"
    r"(?:mon|tues?|wednes|thurs?|fri|satur|sun)(?:day|\.)?|(?:mon|diens|donners|frei|sams|sonn)tag|mittwoch|"
    r"(?:jan|feb|fév|mar|mär|avr|apr|abr|mai|may|maj|mag|jun|jui|giu|jul|lug|aug|aoû|ago|sep|set|oct|okt|out|ott|nov|"
    r"déc|dec|dez|dic|ene|gen|янв|фев|мар|апр|мая|июн|июл|авг|сен|окт|ноя|дек)[^\W\d_]*\.?))+[\s,]*$",
    re.IGNORECASE,
)
_DEGREE_RE = re.compile(
    r"(?:M\.?D|Ph\.?\s?D|J\.?D|D\.?O|R\.?N|RDN?|LD|L?MFT|LCSW|B\.?S[cN]?|B\.?A|M\.?S[cWN]?|M\.?A|MBA|MPH|MPhil|LL\.?[BM]|"
    r"DDS|DMD|DVM|VMD|EdD|PsyD|PharmD|DPT|NP|PA-C|CPA|CFP|CFA|CPP|PSP|CEPF|CPT|CSCS|E-RYT \d+|RYT|FACLM|FAND|"
    r"Esq|Jr|Sr|I{2,3})(?![^\W\d_])\.?®?(?:\s.*)?$"
)
_POST_NOMINAL_RE = re.compile(r"(?:[A-Z][A-Za-z-]{0,3}){1,4}\.?®?(?:\s\([^)]*\))?$")
_ROLE_RE = re.compile(
    r"\b(?:editor|reporter|correspondent|writer|journalist|columnist|contributor|photographer|producer|director|"
    r"manager|expert|analyst|critic|chief|head|founder|ceo|professor|fellow|dietitian|author|staff|senior|"
    r"redakteur(?:in)?|redaktion|korrespondent(?:in)?|reporterin|journalist(?:in)?|chefredakteur(?:in)?|autor(?:in)?|"
    r"rédact\w+|journaliste|correspondant\w*|envoyé\w*|redactor\w*|periodista|corresponsal\w*|giornalista|"
    r"corrispondente|inviat[oa]|redacteur|verslaggever|correspondente|repórter|редактор\w*|корреспондент\w*|"
    r"кореспондент\w*|журналіст\w*|журналист\w*|redaktor\w*|dziennikarz\w*|muhabir\w*|editör\w*)\b",
    re.IGNORECASE,
)
_ADDRESS_RE = re.compile(r"\S+@\S+|(?:https?://|www\.)\S+")
_INITIALS_RE = re.compile(r"[a-z]{2,4}$")
_TAIL_RE = re.compile(
    r"\s+(?i:for|für|pour|voor)\s.*$|\s+(?:in|aus|à|desde)\s+[A-ZÀ-Þ].*$|\s*[\(（\[].*$|\s+[-–—|]\s.*$"
    r"|\s*(?:기자|특파원|記者|记者)$"
)
_NOISE_RE = re.compile(
    r"@|://|www\.|\b\d|\b(?:updated?|published|posted|modified|minutes?|read|reading|sign|comments?|follow|share|"
    r"view|all posts|"
    r"profile|login|aktualisiert|veröffentlicht|kommentare?|lesezeit|publié|mis à jour|publicado|actualizado|"
    r"pubblicato|min|your|our|facebook|twitter|linkedin|instagram|subscribe|newsletter|article|articles|artikel|"
    r"artikelübersicht)\b",
    re.IGNORECASE,
)
_PLACEHOLDERS = frozenset(
    "admin administrator webmaster root user wpadmin author unknown guest none null undefined editor "
    "default test nobody autor redakteur am on in um at the le el il op".split()
)
_AGENCIES = (
    "AP|Associated Press|The Associated Press|AFP|Agence France-Presse|Reuters|Thomson Reuters|dpa|DPA|"
    "Deutsche Presse-Agentur|APA|SDA|Keystone-SDA|ANSA|EFE|Europa Press|Lusa|ANP|Belga|TT|NTB|Ritzau|PAP|CTK|ČTK|MTI|"
    "TASS|ТАСС|РИА Новости|РИА|Интерфакс|Interfax|УНІАН|Укрінформ|Ukrinform|Anadolu Ajansı|AA|DHA|İHA|Xinhua|新华社|"
    "中新社|共同通信|時事通信|Kyodo|Jiji Press|Yonhap|연합뉴스|PTI|IANS|ANI|PA|PA Media|Press Association|"
    "Bloomberg News|UPI|CNA|Tanjug|AAP|Australian Associated Press|Canadian Press|The Canadian Press|SID|epd|KNA|"
    "وكالات|أ ف ب|رويترز|Agencias|Agenzie|Agencies|Agenturen|wire services"
).split("|")
_AGENCY_NAMES = frozenset(name.casefold() for name in _AGENCIES)


class Byline(NamedTuple):
    """Who signs: people, and agencies."""

    people: tuple[str, ...]
    agencies: tuple[str, ...]


def split_authors(byline: str) -> list[str]:
    """Return the people in a byline.

    >>> split_authors("By Ana Ruiz and Tom Lee")
    ['Ana Ruiz', 'Tom Lee']
    """
    return list(split_byline(byline).people)


def split_byline(byline: str) -> Byline:
    """Split a byline into people and agencies, each once.

    >>> split_byline("Lena Voss, MD, and Tom Lee, staff writer (dpa)")
    Byline(people=('Lena Voss, MD', 'Tom Lee'), agencies=('dpa',))
    """
    return merge_bylines([byline])


def merge_bylines(bylines: Iterable[str]) -> Byline:
    """Return the people and agencies of several bylines, each once, whatever its case."""
    people: dict[str, str] = {}
    agencies: dict[str, str] = {}
    for byline in bylines:
        names = _parts(byline)
        bracketed = filter(is_agency, re.findall(r"[\(（\[]([^)）\]]*)[\)）\]]", byline))
        agencies |= {name.casefold(): name for name in bracketed}
        # "dpa/lno": a desk of the agency
        is_wire = any(map(is_agency, names))
        for name in names:
            if is_agency(name):
                agencies.setdefault(name.casefold(), name)
                continue
            person = _person(name)
            if person and not (is_wire and _INITIALS_RE.match(person)):
                people.setdefault(person.casefold(), person)
    return Byline(tuple(people.values()), tuple(agencies.values()))


def is_agency(name: str) -> bool:
    """Whether a name is a news agency's."""
    return name.strip(" .()").casefold() in _AGENCY_NAMES


def begins_with_by(text: str, *, far: bool = False) -> bool:
    """Whether a line begins as a byline does; `far` from the headline a mere "by" is not enough."""
    if far:
        return _may_begin(text, _FAR_BY_HEADS) and _FAR_BY_RE.match(text) is not None
    return _by_in(text.lstrip("-–— ")) is not None or _WITHIN_BY_RE.search(text) is not None


def find_chinese_byline(text: str) -> Byline:
    """Return the people that a Chinese line names as its authors, wherever in it: "（记者 张三 李四）".

    >>> chinese_byline("来源：岛报 作者：张三 李四").people
    ('张三', '李四')
    """
    found = _CHINESE_RE.search(text)
    return Byline(tuple(dict.fromkeys(re.split(r"[\s、，,]+", found[1].strip()))) if found else (), ())


def is_name(name: str) -> bool:
    """Whether a name looks like a person's: two to five words in capitals, or a short one in another script."""
    words = name.partition(",")[0].split()
    if ":" in name:
        return False
    if not 2 <= len(words) <= 5:
        return len(words) == 1 and 2 <= len(name) <= 4 and ord(name[0]) > 0x2E80
    return all(word in _PARTICLES or not word[0].islower() for word in words) and words[0] not in _PARTICLES


def _parts(byline: str) -> list[str]:
    """Cut a byline into names with what belongs to each: degrees after a comma stay, roles go."""
    text = _ADDRESS_RE.sub(" ", byline)
    if within := _WITHIN_BY_RE.search(text):
        text = text[within.start(1) :]
    parts: list[str] = []
    for piece in _HARD_RE.split(text):
        whole = " ".join(piece.split()).strip(_EDGES)
        kept = _without_date(_OTHERS_RE.sub("", whole)).strip(_EDGES)
        names = _names(kept if kept.endswith("D.") else kept.rstrip("."))
        # behind a bar stand roles, sections and places as often as further people
        parts += [name for name in names if is_name(name) and not _ROLE_RE.search(name)] if parts else names
        if parts and len(kept) < len(whole):
            break
    return parts


def _names(text: str) -> list[str]:
    """Split what has no dates and bars in it any more."""
    parts: list[str] = []
    for piece in _SPLIT_RE.split(_without_by(text)):
        names = [name.strip() for name in piece.split(",") if name.strip()]
        for number, name in enumerate(names):
            if number and parts and _is_degree(name, parts[-1]):
                parts[-1] += f", {name}"
            elif not (number and _is_role(name)):
                parts.append(_without_by(name))
    return [part for part in parts if part and part.casefold() not in ("and", "und", "et", "y", "by")]


def _without_date(text: str) -> str:
    """Return what stands before the first number that is no degree's, without the words that lead up to a date."""
    found = re.search(r"(?<!RYT )(?<![\w.])\d", text)
    if found is None:
        return text
    return _BEFORE_DATE_RE.sub("", " " + text[: found.start()]).strip()


def _without_by(text: str) -> str:
    rest = _BY_RE.sub("", text)
    return text if _AFTER_BY_RE.match(text) and not is_agency(rest) else rest


def _is_degree(name: str, person: str) -> bool:
    if " " not in person or len(name) > MAX_DEGREE_CHARS:
        return False
    return _DEGREE_RE.match(name) is not None or ("," in person and _POST_NOMINAL_RE.match(name) is not None)


def _is_role(name: str) -> bool:
    """Whether what follows a comma says what somebody is, and not who."""
    return _ROLE_RE.search(name) is not None or (name[:1].islower() and not is_agency(name))


def _without_role(name: str) -> str:
    """Return a name without the role that follows it: "Keith Bell Senior Harbour Reporter"."""
    words = name.split()
    role = next((n for n, word in enumerate(words) if n >= 2 and _ROLE_RE.fullmatch(word.strip(",."))), None)
    return name if role is None else " ".join(words[:role])


def _person(name: str) -> str | None:
    """Return a name without role, place and brackets; None for what is none."""
    name = _without_role(_TAIL_RE.sub("", name)).strip(_EDGES + "-–—")
    if not name or len(name) > MAX_NAME_CHARS or len(name.partition(",")[0].split()) > MAX_NAME_WORDS:
        return None
    if _NOISE_RE.search(name.partition(",")[0]) or name[-1] in ":：":
        return None
    if len(name) < 2 or name.casefold() in _PLACEHOLDERS or not any(character.isalpha() for character in name):
        return None
    return name


def after_by(line: str) -> str | None:
    """Return what follows the word "by" at the start of a line; None if none stands there.

    >>> after_by("By Ana Ruiz"), after_by("Bygone days")
    ('Ana Ruiz', None)
    """
    found = _by_in(line)
    return line[found.end() :] if found else None


def _by_in(line: str) -> re.Match[str] | None:
    return _BY_RE.match(line) if _may_begin(line, _BY_HEADS) else None


def _may_begin(line: str, heads: frozenset[str]) -> bool:
    """Whether a line begins with one of some pairs of letters, in any case; of other alphabets it always may."""
    head = line[:2]
    return not head.isascii() or head.lower() in heads
