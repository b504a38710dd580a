"""What every page brings along: compressed where it can be, in as few journeys as can be."""

from __future__ import annotations

import gzip
import json
import re
from graphlib import TopologicalSorter
from pathlib import Path
from posixpath import dirname, normpath

import pytest
from django.conf import settings
from django.core.files.storage import FileSystemStorage
from django.test import Client

from pingan.common.staticfiles import SHEETS, GzipManifestStorage, slim, slim_script
from pingan.web.shell import APP, GATE, HTMX, module_names, part_names, parts_of, shell_files
from tests.factories.world import World

#: Compressed, what a home page waits for besides itself: 400 kbit/s are 50 kB a second, and two journeys take one.
MOST_BEFORE_HOME = 40_000
READS_GZIP = {"Accept-Encoding": "gzip"}


def test_a_page_leaves_compressed_for_who_can_read_it(db: None) -> None:
    plain = Client().get("/account/login/")
    packed = Client().get("/account/login/", headers=READS_GZIP)
    assert "Content-Encoding" not in plain
    assert packed["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in packed["Vary"]
    assert b"<form" in gzip.decompress(packed.content)
    assert len(packed.content) < len(plain.content) / 2


def test_answers_of_programs_and_files_are_left_as_they_are(world: World) -> None:
    client = world.here.client("grid_worker")
    for path in ("/api/v1/incidents/", "/api/v1/schema/"):
        assert "Content-Encoding" not in client.get(path, headers=READS_GZIP)


def imports_of(name: str) -> set[str]:
    text = (Path(settings.BASE_DIR) / "static" / name).read_text(encoding="utf-8")
    return {
        normpath(f"{dirname(name)}/{other}")
        for other in re.findall(r'^import .*"(\..+)";', text, re.MULTILINE)
    }


def named_in(text: str, kind: str) -> list[str]:
    return re.findall(rf'<link rel="{kind}" href="/static/([^"]+)">', text)


def later_in(text: str) -> list[str]:
    return re.findall(r"/static/(\S+)", "".join(re.findall(r'<meta name="later" content="([^"]+)">', text)))


def test_every_module_that_the_first_one_imports_is_named_in_the_page_at_once(world: World) -> None:
    inside = world.here.client("grid_worker").get("/").content.decode()
    for text, first in ((Client().get("/account/login/").content.decode(), GATE), (inside, APP)):
        assert f'<script type="module" src="/static/{first}"></script>' in text
        named = named_in(text, "modulepreload")
        assert named == list(module_names(first))
        assert {"js/forms.js", "js/words.js"} <= set(named)
        assert set().union(*map(imports_of, (first, *named))) == set(named)


def test_the_first_page_brings_little_and_what_the_next_one_needs_comes_after_it(world: World) -> None:
    text = Client().get("/account/login/").content.decode()
    here, later = named_in(text, "modulepreload"), later_in(text)
    assert len(here) < 10 < len(later)
    assert {GATE, *here} | {*later} >= {APP, *module_names(APP)}
    inside = world.here.client("grid_worker").get("/").content.decode()
    assert later_in(inside) == []


def static_text(name: str) -> str:
    return (Path(settings.BASE_DIR) / "static" / name).read_text(encoding="utf-8")


def test_a_page_names_the_parts_that_it_asks_for_and_no_others(world: World) -> None:
    """What is not named comes a journey later; what nobody needs shares the line with what is waited for."""
    phone, desk = world.here.client("grid_worker"), world.here.client("township_desk")
    home, report = (named_in(phone.get(path).content.decode(), "modulepreload") for path in ("/", "/report/"))
    assert not {*part_names()} & {*home}
    asked = {
        "js/drafts.js",
        "js/phone/queued.js",
        "js/phone/values.js",
        "js/photos.js",
        "js/exif.js",
        "js/patrol.js",
    }
    assert asked <= {*report}
    assert not {"js/keyboard.js", "js/lists.js", "js/tree.js", "js/map.js"} & {*report}
    assert len(report) == len(set(report))
    inbox = named_in(desk.get("/incidents/").content.decode(), "modulepreload")
    assert {"js/keyboard.js", "js/lists.js"} <= {*inbox}
    assert "js/photos.js" not in inbox


def test_each_part_has_attributes_by_which_a_page_asks_for_it() -> None:
    table = static_text(APP).partition("const parts = [")[2].partition("];")[0]
    assert table.count("import(") == len(part_names()) == len(set(part_names()))
    assert parts_of('<body class="shell" data-phone><p>') == []
    assert parts_of("<body data-phone><ul data-gallery>") == ["js/gallery.js"]
    assert parts_of('<body data-phone><ul data-gallery-of="1">') == []
    assert parts_of("<body><p>") == ["js/keyboard.js", "js/lists.js"]


def test_htmx_comes_with_a_page_that_asks_for_it_and_after_the_others(world: World) -> None:
    phone, desk = world.here.client("grid_worker"), world.here.client("township_desk")
    at_once, later = (
        f'<script src="/static/{HTMX}" defer>',
        f'<meta name="later-script" content="/static/{HTMX}">',
    )
    for client, path in ((Client(), "/account/login/"), (phone, "/"), (phone, "/report/")):
        text = client.get(path).content.decode()
        assert later in text and at_once not in text, path
    for client, path in ((desk, "/incidents/"), (phone, "/map/")):
        text = client.get(path).content.decode()
        assert at_once in text and later not in text, path


def test_a_home_page_waits_for_few_bytes() -> None:
    sheet = slim("\n".join(map(static_text, SHEETS)))
    modules = [slim_script(static_text(name)) for name in (APP, *module_names(APP))]
    sizes = [len(gzip.compress(text.encode())) for text in (sheet, *modules)]
    assert sum(sizes) < MOST_BEFORE_HOME


def test_scripts_lose_their_comments_and_nothing_else() -> None:
    text = 'const a = "// no";\n// gone\n  /** gone, * too\n   * and */\nreturn a; // stays\nconst b = 4 /* stays */ / 2;\n'
    assert slim_script(text) == 'const a = "// no";\nreturn a; // stays\nconst b = 4 /* stays */ / 2;\n'
    assert slim("a { /* gone\n */ b: c;\n\n    d: e;\n}\n") == "a {  b: c;\nd: e;\n}\n"
    # A text over several lines could hold a line that looks like a comment: there is none.
    for name in (APP, *module_names(APP), *part_names()):
        for line in slim_script(static_text(name)).splitlines():
            assert line.count("`") % 2 == 0, f"{name}: {line}"


def test_in_production_there_is_one_style_sheet_and_modules_name_each_other_by_digest(tmp_path: Path) -> None:
    source = FileSystemStorage(location=Path(settings.BASE_DIR) / "static")
    files = [
        *SHEETS,
        "icons.svg",
        *(str(path.relative_to(source.location)) for path in (Path(source.location) / "js").rglob("*.js")),
    ]
    made = GzipManifestStorage(location=str(tmp_path), base_url="/static/")
    for name in files:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes((Path(source.location) / name).read_bytes())
    for _name, _kept, problem in made.post_process({name: (source, name) for name in files}):
        assert not isinstance(problem, Exception), problem
    names = json.loads((tmp_path / "staticfiles.json").read_text(encoding="utf-8"))["paths"]
    whole = (tmp_path / names["css/whole.css"]).read_text(encoding="utf-8")
    assert "/*" not in whole
    assert whole.index(":root") < whole.index(".picker {") < whole.index("@media print")
    assert (tmp_path / f"{names['css/whole.css']}.gz").is_file()
    first = (tmp_path / names["js/app.js"]).read_text(encoding="utf-8")
    assert "\n//" not in first
    for kind, name in (("from", "js/forms.js"), ("import(", "js/audio.js")):
        assert re.search(rf'{re.escape(kind)} ?"\./{Path(names[name]).name}"', first), name


def test_no_module_imports_itself_by_way_of_others() -> None:
    """Names with digests could not be settled, and production would start without its files."""
    folder = Path(settings.BASE_DIR) / "static"
    imports = {
        (name := str(path.relative_to(folder))): {
            normpath(f"{dirname(name)}/{other}")
            for other in re.findall(
                r'(?:^import [^;]*?|import\()"(\.[^"]+\.js)"', path.read_text(encoding="utf-8"), re.MULTILINE
            )
        }
        for path in (folder / "js").rglob("*.js")
    }
    assert imports["js/app.js"] >= {"js/forms.js", "js/phone/bar.js", "js/patrol.js"}
    tuple(TopologicalSorter(imports).static_order())


@pytest.mark.parametrize("name", SHEETS)
def test_each_sheet_is_there(name: str) -> None:
    assert (Path(settings.BASE_DIR) / "static" / name).is_file()


def test_whatever_a_kept_page_imports_is_kept_with_it() -> None:
    """One module that is missing without signal, and no script of the page runs: forms would lose what is typed."""
    kept = {address.split("/static/")[1] for address in shell_files() if address.endswith(".js")}
    ours = [name for name in kept if name.startswith("js/")]
    assert APP in ours
    missing = {other for name in ours for other in module_names(name) if other not in kept}
    assert not missing
