"""How much of a foreign file is read at all: every limit has its name here, and its reason."""

from __future__ import annotations

from builder.base.limits import LONGEST_BODY

MB = 1_000_000
#: A file as it lies on the disk. Word files of a desk have a few; 100 MB are pictures that no page needs.
LARGEST_FILE = 100 * MB
#: All parts of a package, unpacked; a small file that unpacks to more is a bomb.
LARGEST_PACKAGE = 300 * MB
#: A part that holds text, unpacked: a book of 3,000 pages has about 20 MB of XML.
LARGEST_XML = 40 * MB
#: Parts of a package.
MOST_PARTS = 5_000
#: Elements in a part: about 200 bytes of memory each.
MOST_ELEMENTS = 600_000
#: Elements within elements; tables in text boxes in tables have about 60.
DEEPEST_XML = 150
#: A picture's width times its height: it takes 4 bytes each in memory, whatever its file does.
MOST_PIXELS = 50_000_000
#: A picture is made smaller when it is wider or higher, in pixels: twice the width of a page.
LARGEST_SIDE = 1_600
#: A picture that stays as it is, in bytes; a larger one is written anew.
LARGEST_PICTURE = MB
#: Rows of a table, entries of a feed, lines of JSON: each becomes a file.
MOST_ITEMS = 10_000
#: Cells of a table in a text.
MOST_CELLS = 50_000
#: A Markdown or table file, decoded: what is longer is a database.
LARGEST_TEXT = 40 * MB
#: Text and spaces of one bulletin: what a build reads of one.
LONGEST_BULLETIN = LONGEST_BODY
#: Seconds of the processor for one file, and memory beyond what the program has: what still gets through is stopped.
MOST_SECONDS = 300
MOST_MEMORY = 1_500 * MB
