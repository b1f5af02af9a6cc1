"""Gzip, byte for byte as Go writes it at its default level, for texts that fit its window.

Other compressors, Python's too, find other matches or cut other blocks.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import inf
from typing import Final
from zlib import crc32

MAX_INPUT: Final = 1 << 15
"""In bytes: the window, so that it never has to slide."""

_MIN_MATCH: Final = 4
_MAX_MATCH: Final = 258
_LAZY: Final = 16
"""A match of this length is not put off in the hope of a longer one."""

_NICE: Final = 128
"""A match of this length ends the search."""

_TRIES: Final = 128
_NEAR: Final = 4096
"""A match of the least length counts only within this distance."""

_BLOCK_TOKENS: Final = 1 << 14
_HASH_FACTOR: Final = 0x1E35A7BD
_END_OF_BLOCK: Final = 256
_OFFSET_CODES: Final = 30
_CODE_LENGTH_ORDER: Final = (16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15)
_REPEAT_BITS: Final = {16: 2, 17: 3, 18: 7}

Token = int | tuple[int, int]
"""A byte, or the length and the distance of a match."""

Code = tuple[int, int]
"""Bits in the order of writing, and how many."""


def gzip(data: bytes) -> bytes:
    """The data in gzip's format: one write, one flush, one close. At most `MAX_INPUT` bytes."""
    out = _Bits()
    for tokens, source in _blocks(data):
        _write_block(out, tokens, source)
    out.stored(b"", last=False)
    out.stored(b"", last=True)
    header = b"\x1f\x8b\x08\0\0\0\0\0\0\xff"
    return header + out.data + crc32(data).to_bytes(4, "little") + len(data).to_bytes(4, "little")


class _Bits:
    """Bits, the lowest of each byte first."""

    def __init__(self) -> None:
        self.data = bytearray()
        self._bits = 0
        self._count = 0

    def put(self, bits: int, count: int) -> None:
        self._bits |= bits << self._count
        self._count += count
        while self._count >= 8:
            self.data.append(self._bits & 0xFF)
            self._bits >>= 8
            self._count -= 8

    def stored(self, source: bytes, *, last: bool) -> None:
        """A block of bytes as they are."""
        self.put(int(last), 3)
        if self._count:
            self.put(0, 8 - self._count)
        self.data += len(source).to_bytes(2, "little")
        self.data += (0xFFFF ^ len(source)).to_bytes(2, "little") + source


def _blocks(data: bytes) -> Iterator[tuple[list[Token], bytes]]:
    """The tokens of each block and the bytes that they stand for."""
    tokens: list[Token] = []
    start = 0
    for token, end in _tokens(data):
        tokens.append(token)
        if len(tokens) == _BLOCK_TOKENS:
            yield tokens, data[start:end]
            tokens, start = [], end
    if tokens:
        yield tokens, data[start:]


def _tokens(data: bytes) -> Iterator[tuple[Token, int]]:
    """Each token and where the bytes that are done with by then end.

    A match is put off by one byte: the one that begins there may be longer.
    """
    heads: dict[int, int] = {}
    previous = [-1] * len(data)
    last_hashed = len(data) - _MIN_MATCH + 1
    index = 0
    pending = False
    length, offset = _MIN_MATCH - 1, 0

    def insert(position: int) -> int:
        key = _hash(data, position)
        previous[position] = heads.get(key, -1)
        heads[key] = position
        return previous[position]

    while index < len(data):
        candidate = insert(index) if index < last_hashed else -1
        old_length, old_offset = length, offset
        length, offset = _MIN_MATCH - 1, 0
        left = len(data) - index
        if candidate >= 0 and old_length < min(left, _LAZY):
            length, offset = _longest_match(data, previous, index, candidate)
        if old_length >= _MIN_MATCH and length <= old_length:
            end = index + old_length - 1
            for position in range(index + 1, min(end, last_hashed)):
                insert(position)
            index, pending, length = end, False, _MIN_MATCH - 1
            yield (old_length, old_offset), index
        else:
            if pending:
                yield data[index - 1], index
            index += 1
            pending = True
    if pending:
        yield data[index - 1], index


def _hash(data: bytes, position: int) -> int:
    word = int.from_bytes(data[position : position + _MIN_MATCH], "big")
    return (word * _HASH_FACTOR & 0xFFFFFFFF) >> 15


def _longest_match(
    data: bytes, previous: list[int], position: int, candidate: int
) -> tuple[int, int]:
    """Length and distance, or a length below the least one when there is no match."""
    longest = min(_MAX_MATCH, len(data) - position)
    nice = min(_NICE, longest)
    best, distance = _MIN_MATCH - 1, 0
    for _ in range(_TRIES):
        if data[candidate + best] == data[position + best]:
            length = _common(data, candidate, position, longest)
            near = position - candidate <= _NEAR
            if length > best and (length > _MIN_MATCH or near):
                best, distance = length, position - candidate
                if length >= nice:
                    break
        candidate = previous[candidate]
        if candidate < 0:
            break
    return best, distance


def _common(data: bytes, first: int, second: int, longest: int) -> int:
    for length in range(longest):
        if data[first + length] != data[second + length]:
            return length
    return longest


def _length_code(length: int) -> tuple[int, int, int]:
    """The symbol of a match length, how many bits follow it, and which."""
    return _range_code(length - 3, 2) if length != _MAX_MATCH else (28, 0, 0)


def _offset_code(offset: int) -> tuple[int, int, int]:
    """As `_length_code`, for a distance."""
    return _range_code(offset - 1, 1)


def _range_code(value: int, width: int) -> tuple[int, int, int]:
    """Ranges that double: `1 << width` symbols for each number of extra bits."""
    group = 1 << width
    if value < 2 * group:
        return value, 0, 0
    extra = value.bit_length() - width - 1
    symbol = (extra << width) + (value >> extra)
    return symbol, extra, value & ((1 << extra) - 1)


def _write_block(out: _Bits, tokens: list[Token], source: bytes) -> None:
    literals, offsets = _frequencies(tokens)
    literal_codes, offset_codes = _codes(literals, 15), _codes(offsets, 15)
    lengths = [size for _, size in (*literal_codes, *offset_codes)]
    run = _run_lengths(lengths)
    symbols = [0] * len(_CODE_LENGTH_ORDER)
    for symbol, _ in run:
        symbols[symbol] += 1
    run_codes = _codes(symbols, 7)
    used = max(4, *(at + 1 for at, symbol in enumerate(_CODE_LENGTH_ORDER) if symbols[symbol]))
    extra = sum(_extra_bits(token) for token in tokens)
    header = 17 + 3 * used + _cost(symbols, run_codes)
    header += sum(symbols[symbol] * bits for symbol, bits in _REPEAT_BITS.items())
    dynamic = header + _cost(literals, literal_codes) + _cost(offsets, offset_codes) + extra
    fixed = 3 + _cost(literals, _FIXED_LITERALS) + 5 * _matches(tokens) + extra
    fixed += 0 if _matches(tokens) else 5
    if 8 * (len(source) + 5) < min(dynamic, fixed):
        out.stored(source, last=False)
        return
    if dynamic < fixed:
        out.put(4, 3)
        out.put(len(literal_codes) - 257, 5)
        out.put(len(offset_codes) - 1, 5)
        out.put(used - 4, 4)
        for symbol in _CODE_LENGTH_ORDER[:used]:
            out.put(run_codes[symbol][1], 3)
        for symbol, count in run:
            out.put(*run_codes[symbol])
            out.put(count, _REPEAT_BITS.get(symbol, 0))
        _write_tokens(out, tokens, literal_codes, offset_codes)
    else:
        out.put(2, 3)
        _write_tokens(out, tokens, _FIXED_LITERALS, _FIXED_OFFSETS)


def _frequencies(tokens: list[Token]) -> tuple[list[int], list[int]]:
    """How often each symbol occurs, up to the last one that does."""
    literals, offsets = [0] * 286, [0] * _OFFSET_CODES
    literals[_END_OF_BLOCK] = 1
    for token in tokens:
        if isinstance(token, int):
            literals[token] += 1
        else:
            literals[257 + _length_code(token[0])[0]] += 1
            offsets[_offset_code(token[1])[0]] += 1
    while not literals[-1]:
        literals.pop()
    while len(offsets) > 1 and not offsets[-1]:
        offsets.pop()
    if not any(offsets):
        offsets[0] = 1
    return literals, offsets


def _extra_bits(token: Token) -> int:
    return 0 if isinstance(token, int) else _length_code(token[0])[1] + _offset_code(token[1])[1]


def _matches(tokens: list[Token]) -> int:
    return sum(not isinstance(token, int) for token in tokens)


def _cost(frequencies: Sequence[int], codes: Sequence[Code]) -> int:
    return sum(count * codes[symbol][1] for symbol, count in enumerate(frequencies))


def _write_tokens(
    out: _Bits, tokens: list[Token], literals: Sequence[Code], offsets: Sequence[Code]
) -> None:
    for token in tokens:
        if isinstance(token, int):
            out.put(*literals[token])
            continue
        symbol, count, bits = _length_code(token[0])
        out.put(*literals[257 + symbol])
        out.put(bits, count)
        symbol, count, bits = _offset_code(token[1])
        out.put(*offsets[symbol])
        out.put(bits, count)
    out.put(*literals[_END_OF_BLOCK])


def _run_lengths(lengths: list[int]) -> list[tuple[int, int]]:
    """Code lengths with repetitions shortened: a symbol and the number behind it."""
    run: list[tuple[int, int]] = []
    index = 0
    while index < len(lengths):
        size = lengths[index]
        count = next(
            (at for at in range(1, len(lengths) - index) if lengths[index + at] != size),
            len(lengths) - index,
        )
        index += count
        run += _repeated_zero(count) if size == 0 else _repeated(size, count)
    return run


def _repeated(size: int, count: int) -> list[tuple[int, int]]:
    run = [(size, 0)]
    count -= 1
    while count >= 3:
        part = min(6, count)
        run.append((16, part - 3))
        count -= part
    return run + [(size, 0)] * count


def _repeated_zero(count: int) -> list[tuple[int, int]]:
    run: list[tuple[int, int]] = []
    while count >= 11:
        part = min(138, count)
        run.append((18, part - 11))
        count -= part
    if count >= 3:
        return [*run, (17, count - 3)]
    return run + [(0, 0)] * count


def _codes(frequencies: list[int], longest: int) -> list[Code]:
    """A prefix code, no longer than that many bits: frequent symbols have short codes."""
    nodes = sorted((count, symbol) for symbol, count in enumerate(frequencies) if count)
    codes: list[Code] = [(0, 0)] * len(frequencies)
    if len(nodes) <= 2:
        for bits, symbol in enumerate(sorted(symbol for _, symbol in nodes)):
            codes[symbol] = bits, 1
        return codes
    code = 0
    rest = [symbol for _, symbol in nodes]
    for size, count in enumerate(_counts([each for each, _ in nodes], longest)):
        code <<= 1
        for symbol in sorted(rest[len(rest) - count :]):
            codes[symbol] = _reversed(code, size), size
            code += 1
        del rest[len(rest) - count :]
    return codes


def _reversed(bits: int, count: int) -> int:
    return int(f"{bits:0{count}b}"[::-1], 2)


def _counts(frequencies: list[int], longest: int) -> list[int]:
    """How many codes have 0, 1, 2 … bits, for frequencies in ascending order.

    The "boundary" form of the package-merge algorithm (Katajainen, Moffat, Turpin 1995): each
    level looks one pair ahead and asks the level below for the next one when it takes it.
    """
    total = len(frequencies)
    deepest = min(longest, total - 1)
    weights: list[float] = [*frequencies, inf]
    leaves = [[0] * (deepest + 1) for _ in range(deepest + 1)]
    last: list[float] = [weights[1]] * (deepest + 1)
    next_leaf: list[float] = [weights[2]] * (deepest + 1)
    next_pair: list[float] = [weights[0] + weights[1]] * (deepest + 2)
    next_pair[1] = inf
    needed = [0] * (deepest + 1)
    needed[deepest] = 2 * total - 4
    for level in range(1, deepest + 1):
        leaves[level][level] = 2
    level = deepest
    while True:
        if next_pair[level] == inf and next_leaf[level] == inf:
            needed[level] = 0
            next_pair[level + 1] = inf
            level += 1
            continue
        before = last[level]
        if next_leaf[level] < next_pair[level]:
            leaves[level][level] += 1
            last[level] = next_leaf[level]
            next_leaf[level] = weights[leaves[level][level]]
        else:
            last[level] = next_pair[level]
            leaves[level][:level] = leaves[level - 1][:level]
            needed[level - 1] = 2
        needed[level] -= 1
        if needed[level] == 0:
            if level == deepest:
                break
            next_pair[level + 1] = before + last[level]
            level += 1
        else:
            while needed[level - 1] > 0:
                level -= 1
    chosen = leaves[deepest]
    return [0, *(chosen[level] - chosen[level - 1] for level in range(deepest, 0, -1))]


def _fixed_literal(symbol: int) -> Code:
    if symbol < 144:
        return _reversed(symbol + 48, 8), 8
    if symbol < 256:
        return _reversed(symbol + 256, 9), 9
    if symbol < 280:
        return _reversed(symbol - 256, 7), 7
    return _reversed(symbol - 88, 8), 8


_FIXED_LITERALS: Final = tuple(map(_fixed_literal, range(286)))
_FIXED_OFFSETS: Final = tuple((_reversed(symbol, 5), 5) for symbol in range(_OFFSET_CODES))
