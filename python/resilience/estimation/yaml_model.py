"""The base of everything that is read from YAML: unknown keys are mistakes, and nothing changes after reading."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict, model_validator


class YamlModel(BaseModel):
    """Of a text in both languages, such as `title_en` and `title_zh`, one is enough: the other is the same."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    @model_validator(mode="before")
    @classmethod
    def _one_language_is_enough(cls, given: Any) -> Any:
        if not isinstance(given, dict):
            return given
        filled = dict(given)
        for name in cls.model_fields:
            pair = (name, f"{name[:-2]}zh") if name == "en" or name.endswith("_en") else ()
            for known, lacking in (pair, pair[::-1]) if pair else ():
                if filled.get(known) and not filled.get(lacking):
                    filled[lacking] = filled[known]
        return filled
