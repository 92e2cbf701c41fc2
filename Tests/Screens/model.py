"""What the keys should do: a text, a cursor, and rows that wrap one character at a time."""

import unicodedata

from wcwidth import wcwidth

PROMPT = "marq> "
CONTINUATION = "  ... "


def is_word(character):
    """What libedit takes for a part of a word."""
    return character in "*?_-.[]~=" or unicodedata.category(character)[0] in "LN"


def wrapped(text, columns):
    """The rows of a text, and where the cursor stands behind it."""
    rows, width = [""], 0
    for character in text:
        size = wcwidth(character)
        if width + size > columns:
            rows.append("")
            width = 0
        rows[-1] += character
        width += size
    if width == columns:
        # A full row: the cursor waits in the next.
        return rows, (len(rows), 0)
    return rows, (len(rows) - 1, width)


class Model:
    def __init__(self):
        self.text = ""
        self.cursor = 0

    @property
    def is_at_end(self):
        return self.cursor == len(self.text)

    def insert(self, text):
        self.text = self.text[: self.cursor] + text + self.text[self.cursor :]
        self.cursor += len(text)

    def delete(self, start, end):
        self.text = self.text[:start] + self.text[end:]
        self.cursor = start

    def word_before(self):
        place = self.cursor
        while place > 0 and not is_word(self.text[place - 1]):
            place -= 1
        while place > 0 and is_word(self.text[place - 1]):
            place -= 1
        return place

    def word_after(self):
        place = self.cursor
        while place < len(self.text) and not is_word(self.text[place]):
            place += 1
        while place < len(self.text) and is_word(self.text[place]):
            place += 1
        return place

    def line_start(self):
        return self.text.rfind("\n", 0, self.cursor) + 1

    def line_end(self):
        end = self.text.find("\n", self.cursor)
        return len(self.text) if end < 0 else end

    def up(self):
        """To the line above; false where there is none, and the history would be asked."""
        start = self.line_start()
        if start == 0:
            return False
        above = self.text.rfind("\n", 0, start - 1) + 1
        self.cursor = min(above + self.cursor - start, start - 1)
        return True

    def down(self):
        end = self.text.find("\n", self.cursor)
        if end < 0:
            return False
        column = self.cursor - self.line_start()
        following = self.text.find("\n", end + 1)
        self.cursor = min(end + 1 + column, len(self.text) if following < 0 else following)
        return True

    def screen(self, columns):
        """The rows that the text takes, and the place of the cursor in them."""
        rows, place, offset = [], (0, 0), 0
        lines = self.text.split("\n")
        for number, line in enumerate(lines):
            prompt = PROMPT if number == 0 else CONTINUATION
            if offset <= self.cursor <= offset + len(line):
                before = self.cursor - offset
                first, (row, column) = wrapped(prompt + line[:before], columns)
                if before < len(line):
                    # A wide character that does not fit takes the cursor to the next row with it.
                    after = len(wrapped(prompt + line[: before + 1], columns)[0])
                    if after > len(first):
                        row, column = after - 1, 0
                elif column == 0 and row == len(first) and number + 1 < len(lines):
                    # Before a line's end the cursor waits on the full row.
                    row, column = row - 1, columns - 1
                place = (len(rows) + row, column)
            row_texts, end = wrapped(prompt + line, columns)
            rows += row_texts
            if number + 1 == len(lines) and end[0] == len(row_texts):
                rows.append("")
            offset += len(line) + 1
        return rows, place
