"""Is this condition true for these answers? One small, safe language for showing, requiring, papers and eligibility.

Names of questions, literals, comparisons, `in`, `and`, `or`, `not`, parentheses, lists; nothing can be called, so
nothing can be run. An unanswered or hidden question is null, and every comparison with null but `==` is false:
what depends on an answer stays hidden until the answer is there.
"""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

#: A longer condition is no condition; it also bounds how deep one can nest.
LONGEST = 1_000
_LITERALS = {"true": True, "false": False, "null": None}
_COMPARE: dict[type[ast.cmpop], Callable[[Any, Any], bool]] = {
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.In: lambda a, b: a in b,
    ast.NotIn: lambda a, b: a not in b,
}
_NODES = (
    ast.Expression, ast.BoolOp, ast.And, ast.Or, ast.UnaryOp, ast.Not, ast.Compare, ast.Name, ast.Load, ast.Constant,
    ast.List, *_COMPARE,
)  # fmt: skip


class ExpressionError(ValueError):
    """A condition that cannot be read; says what and where."""


def names_in(source: str) -> frozenset[str]:
    """Return the questions a condition asks about; ExpressionError when it cannot be read."""
    return frozenset(n.id for n in ast.walk(_parse(source)) if isinstance(n, ast.Name) and n.id not in _LITERALS)


def holds(source: str, answers: Mapping[str, Any]) -> bool:
    """Say whether the condition is true; the empty condition always is."""
    return not source or bool(_value(_parse(source).body, answers))


@lru_cache(maxsize=4096)
def _parse(source: str) -> ast.Expression:
    if len(source) > LONGEST:
        raise ExpressionError(f"the condition {source[:40]!r}… is longer than {LONGEST} characters")
    try:
        tree = ast.parse(source.strip(), mode="eval")
    except (SyntaxError, ValueError, MemoryError, RecursionError) as error:
        raise ExpressionError(f"cannot read the condition {source!r}") from error
    for node in ast.walk(tree):
        if not isinstance(node, _NODES):
            raise ExpressionError(f"{type(node).__name__} is not allowed in the condition {source!r}")
        if isinstance(node, ast.Constant) and not isinstance(node.value, str | int | float | bool):
            raise ExpressionError(f"{node.value!r} is not allowed in the condition {source!r}")
    return tree


def _value(node: ast.expr, answers: Mapping[str, Any]) -> Any:
    match node:
        case ast.Constant():
            return node.value
        case ast.Name():
            return _LITERALS[node.id] if node.id in _LITERALS else answers.get(node.id)
        case ast.List():
            return [_value(item, answers) for item in node.elts]
        case ast.UnaryOp():
            return not _value(node.operand, answers)
        case ast.BoolOp(op=ast.And()):
            return all(_value(part, answers) for part in node.values)
        case ast.BoolOp():
            return any(_value(part, answers) for part in node.values)
        case ast.Compare():
            return _chain(node, answers)
    raise ExpressionError("cannot read the condition")


def _chain(node: ast.Compare, answers: Mapping[str, Any]) -> bool:
    left = _value(node.left, answers)
    for op, right_node in zip(node.ops, node.comparators, strict=True):
        right = _value(right_node, answers)
        if (left is None or right is None) and not isinstance(op, ast.Eq):
            return False
        try:
            if not _COMPARE[type(op)](left, right):
                return False
        except TypeError:  # a number compared with text
            return False
        left = right
    return True
