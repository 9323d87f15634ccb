"""The tables that the tests work with are those of the migrations, copied or not."""

from pathlib import Path

from config.local.test_schema import SOURCES, checksum


def test_checksum_changes_with_what_the_migrations_make(tmp_path: Path) -> None:
    for name in ("cases/migrations/0001_x.py", "sites/data/criteria.csv", "cases/views.py"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("")
    before = checksum(tmp_path)
    (tmp_path / "cases/views.py").write_text("changed")
    assert checksum(tmp_path) == before
    (tmp_path / "sites/data/criteria.csv").write_text("changed")
    after = checksum(tmp_path)
    assert after != before
    (tmp_path / "cases/migrations/0001_x.py").rename(tmp_path / "cases/migrations/0002_x.py")
    assert checksum(tmp_path) not in (before, after)


def test_code_that_migrations_call_counts() -> None:
    """Whatever of ours a migration imports, models apart, is in the checksum."""
    project = Path(__file__).parents[2]
    counted = {path for pattern in SOURCES for path in project.glob(pattern)}
    for migration in project.glob("*/migrations/*.py"):
        for line in migration.read_text().splitlines():
            words = line.split()
            if words[:1] not in (["from"], ["import"]) or "." not in words[1]:
                continue
            module = project / (words[1].replace(".", "/") + ".py")
            named = module.exists() and "models" not in words[1]
            assert not named or module in counted, f"{migration.name} calls {words[1]}"
