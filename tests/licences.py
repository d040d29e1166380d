"""The licences that what the project runs on, or gives on, may have."""

from __future__ import annotations

#: What may stand beside ours. The last is of a driver that is imported, not copied: its own terms hold for it alone.
ALLOWED = {
    *("0BSD", "Apache", "Apache-2.0", "Apache 2.0", "Apache License 2.0", "BSD", "BSD License", "BSD-2-Clause"),
    *(
        "BSD-3-Clause",
        "CC0-1.0",
        "ISC",
        "MIT",
        "MIT License",
        "MIT-0",
        "MIT-CMU",
        "MPL-2.0",
        "PSF-2.0",
        "Two-clause BSD license",
    ),
    *("Zlib", "Dual License", "LGPL-3.0-only"),
    # Of Pyphen, which comes with the printer of the manual, any one of these; it is imported, not copied.
    "GNU General Public License v2 or later (GPLv2+)",
    "GNU Lesser General Public License v2 or later (LGPLv2+)",
    "Mozilla Public License 1.1 (MPL 1.1)",
}
