"""Seeds: pools with clients, groups and users, described in files, in the API's own words.

What CreateUserPool and its like are sent can stand in a seed, and what DescribeUserPool and its
like answer can be pasted into it. A seed is read and checked as a whole first, then planted in one
transaction: all of it or nothing.
"""

from __future__ import annotations

from cognito_emulator.seeds.documents import (
    Document,
    Source,
    document_of,
    files_of,
    load,
    read_yaml,
)
from cognito_emulator.seeds.exporting import export
from cognito_emulator.seeds.kinds.users import plant_user
from cognito_emulator.seeds.loaded import LoadedSeed
from cognito_emulator.seeds.once import plant_once, there, warn_of_others
from cognito_emulator.seeds.parameter_files import parameters_given, parameters_of
from cognito_emulator.seeds.places import SeedError
from cognito_emulator.seeds.planting import Planted, plant
from cognito_emulator.seeds.reading import PoolSeed, Seed, read
from cognito_emulator.seeds.stack import Stack
from cognito_emulator.seeds.templates import is_template
from cognito_emulator.seeds.vocabulary import unwrapped

__all__ = [
    "Document",
    "LoadedSeed",
    "Planted",
    "PoolSeed",
    "Seed",
    "SeedError",
    "Source",
    "Stack",
    "document_of",
    "export",
    "files_of",
    "is_template",
    "load",
    "parameters_given",
    "parameters_of",
    "plant",
    "plant_once",
    "plant_user",
    "read",
    "read_yaml",
    "there",
    "unwrapped",
    "warn_of_others",
]
