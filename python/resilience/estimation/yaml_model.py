"""The base of everything that is read from YAML: unknown keys are mistakes, and nothing changes after reading."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class YamlModel(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
