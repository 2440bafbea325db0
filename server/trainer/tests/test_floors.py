import ast
from pathlib import Path

TRAINER = Path(__file__).parents[1]

# Lower floors first; a module imports only from floors below its own. A folder is one room.
FLOORS = [
    {"errors"},
    {"manifest", "item_table", "vectors", "sheets", "job_events", "events"},
    {"recipe"},
    {"pictures", "pooling", "layers", "losses", "whitening", "metrics", "schedules", "samplers"},
    {"preprocessing", "models", "sessions", "checkpoints", "denoising"},
    {"embedding_views", "derived_views"},
    {"augment", "resizing", "descriptors", "embedding", "export_onnx"},
    {"evaluation", "embed_command", "add_views_command", "sample_embeddings", "golden", "rendering"},
    {"default_checkpoint", "drawings"},
    {"training"},
    {"train_command", "convert_command", "benchmarks"},
    {"__main__"},
]
FLOOR_OF = {room: floor for floor, rooms in enumerate(FLOORS) for room in rooms}


def room_of(path: Path) -> str:
    return path.relative_to(TRAINER).parts[0].removesuffix(".py")


def imported_rooms(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            names.add(node.module)
        elif isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
    return {name.split(".")[1] for name in names if name.startswith("trainer.")}


def sources() -> list[Path]:
    return [path for path in TRAINER.rglob("*.py") if room_of(path) not in {"tests", "__init__"}]


def test_every_module_has_its_floor() -> None:
    assert {room_of(path) for path in sources()} == set(FLOOR_OF)


def test_arrows_only_point_down() -> None:
    wrong = [
        f"{path.relative_to(TRAINER)} imports {room}"
        for path in sources()
        for room in imported_rooms(path) - {room_of(path)}
        if FLOOR_OF.get(room, len(FLOORS)) >= FLOOR_OF[room_of(path)]
    ]
    assert wrong == []


def test_no_file_outgrows_the_house() -> None:
    def code_lines(path: Path) -> int:
        lines = (line.strip() for line in path.read_text(encoding="utf-8").splitlines())
        return sum(1 for line in lines if line and not line.startswith("#"))

    assert [str(path) for path in sources() if code_lines(path) > 300] == []
