"""Is this condition true for these answers, and what does this formula come to? One small, safe language for both.

Names of questions, literals, comparisons, `in`, `and`, `or`, `not`, parentheses, lists, and four functions: `count(group)`,
`sum(a, group.field)`, `difference(a, b)`, `age(birth, day)`. Nothing else can be called, so nothing can be run. An unanswered
or hidden question is null, and every comparison with null but `==` is false: what depends on an answer stays hidden until
the answer is there. Numbers kept as decimal text compare as numbers.
"""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal, InvalidOperation
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
    ast.List, ast.Call, ast.Attribute, *_COMPARE,
)  # fmt: skip
#: Function → how many arguments it takes, at least and at most.
_FUNCTIONS = {"count": (1, 1), "sum": (1, 9), "difference": (2, 2), "age": (2, 2)}


class ExpressionError(ValueError):
    """A condition that cannot be read; says what and where."""


def names_in(source: str) -> frozenset[str]:
    """Return the questions a condition asks about; ExpressionError when it cannot be read."""
    tree = _parse(source)
    called = {id(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}
    names = (node for node in ast.walk(tree) if isinstance(node, ast.Name) and id(node) not in called)
    return frozenset(node.id for node in names if node.id not in _LITERALS)


def fields_in(source: str) -> frozenset[tuple[str, str]]:
    """Return the (group, question of a row) pairs that are asked about; ExpressionError when it cannot be read."""
    nodes = ast.walk(_parse(source))
    return frozenset(
        (n.value.id, n.attr) for n in nodes if isinstance(n, ast.Attribute) and isinstance(n.value, ast.Name)
    )


def comparable(answers: Mapping[str, Any]) -> dict[str, Any]:
    """Return the answers as conditions see them: an unknown is null, in the rows of groups too."""
    return {key: _seen(value) for key, value in answers.items()}


def _seen(value: Any) -> Any:
    if isinstance(value, list):
        return [comparable(row) if isinstance(row, dict) else row for row in value]
    return None if value == {"unknown": True} else value


def holds(source: str, answers: Mapping[str, Any]) -> bool:
    """Say whether the condition is true; the empty condition always is."""
    return not source or bool(_value(_parse(source).body, answers))


def calculate(formula: str, answers: Mapping[str, Any]) -> Decimal | None:
    """Return the number a formula comes to; None while an answer that it needs is not there."""
    return _number(_value(_parse(formula).body, answers))


@lru_cache(maxsize=4096)
def _parse(source: str) -> ast.Expression:
    if len(source) > LONGEST:
        raise ExpressionError(f"the condition {source[:40]!r}… is longer than {LONGEST} characters")
    try:
        tree = ast.parse(source.strip(), mode="eval")
    except (SyntaxError, ValueError, MemoryError, RecursionError) as error:
        raise ExpressionError(f"cannot read the condition {source!r}") from error
    arguments = {id(arg) for node in ast.walk(tree) if isinstance(node, ast.Call) for arg in node.args}
    for node in ast.walk(tree):
        if mistake := _mistake(node, arguments):
            raise ExpressionError(f"{mistake} in the condition {source!r}")
    return tree


def _mistake(node: ast.AST, arguments: set[int]) -> str:
    """Say why a part may not stand there, or ""."""
    match node:
        case ast.Constant() if not isinstance(node.value, str | int | float | bool):
            return f"{node.value!r} is not allowed"
        case ast.Call(func=ast.Name(id=name), keywords=[]) if name in _FUNCTIONS:
            least, most = _FUNCTIONS[name]
            if least <= len(node.args) <= most:
                return ""
            return f"{name} takes {least} argument{'s' * (least > 1)}" + f" to {most}" * (most > least)
        case ast.Call():
            return "Call is not allowed"
        case ast.Attribute(value=ast.Name()) if id(node) in arguments and not node.attr.startswith("_"):
            return ""
        case ast.Attribute():
            return "Attribute is not allowed"
    return "" if isinstance(node, _NODES) else f"{type(node).__name__} is not allowed"


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
        case ast.Call(func=ast.Name(id=name)):
            return _call(name, node.args, answers)
    raise ExpressionError("cannot read the condition")


def _chain(node: ast.Compare, answers: Mapping[str, Any]) -> bool:
    left = _value(node.left, answers)
    for op, right_node in zip(node.ops, node.comparators, strict=True):
        right = _value(right_node, answers)
        if (left is None or right is None) and not isinstance(op, ast.Eq):
            return False
        try:
            if not _COMPARE[type(op)](*_alike(left, right)):
                return False
        except TypeError:  # a number compared with text
            return False
        left = right
    return True


_NUMBERS = (int, float, Decimal)


def _alike(left: Any, right: Any) -> tuple[Any, Any]:
    """Return both as numbers where one is a number and the other is one kept as text."""
    if isinstance(left, _NUMBERS) == isinstance(right, _NUMBERS):
        return left, right
    text = right if isinstance(left, _NUMBERS) else left
    numbers = _number(left), _number(right)
    return numbers if isinstance(text, str) and None not in numbers else (left, right)


# ---- functions


def _call(name: str, args: list[ast.expr], answers: Mapping[str, Any]) -> Any:
    if name == "count":
        value = _value(args[0], answers)
        return len(value) if isinstance(value, list) else 0
    if name == "sum":
        numbers = [_number(value) for arg in args for value in _each(arg, answers)]
        return sum((n for n in numbers if n is not None), Decimal(0)) if numbers and None not in numbers else None
    first, second = (_value(arg, answers) for arg in args)
    if name == "difference":
        left, right = _number(first), _number(second)
        return left - right if left is not None and right is not None else None
    return _age(first, second)


def _each(arg: ast.expr, answers: Mapping[str, Any]) -> Iterator[Any]:
    """Yield the value of an argument, or for `group.field` that of each row."""
    if isinstance(arg, ast.Attribute) and isinstance(arg.value, ast.Name):
        rows = answers.get(arg.value.id)
        yield from (row.get(arg.attr) for row in (rows if isinstance(rows, list) else ()) if isinstance(row, dict))
    else:
        yield _value(arg, answers)


def _number(value: Any) -> Decimal | None:
    if value is None or isinstance(value, bool):
        return None
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _age(birth: Any, on: Any) -> int | None:
    """Return the full years from birth ("1965-03-27" or "1965") to a day; by the years alone where one has no more."""
    born, day = (str(value).split("-") if value else [] for value in (birth, on))
    if not all(
        len(parts) in (1, 3) and len(parts[0]) == 4 and all(p.isascii() and p.isdigit() for p in parts)
        for parts in (born, day)
    ):
        return None
    years = int(day[0]) - int(born[0])
    not_yet = len(born) == len(day) == 3 and day[1:] < born[1:]
    return years - not_yet
