from typing import Any

class Report:
    def generate_report(self) -> str: ...

class ParamValidator:
    def validate(self, params: object, shape: Any) -> Report: ...
