# SPDX-License-Identifier: Apache-2.0
"""Renews the tables of docs/reference-rows.md: page.py REPORT.json... (with the reasons in src/bridge/expected)."""

import json
import pathlib
import sys

BRIDGE = pathlib.Path(__file__).resolve().parent.parent
PAGE = BRIDGE.parent.parent / "docs" / "reference-rows.md"
MARK = "<!-- Below: made by src/bridge/python/page.py of the reports and of src/bridge/expected. -->"


def area(rule):
    return rule["id"].rsplit("-", 1)[0]


def reasons(kind):
    file = BRIDGE / "expected" / (kind + ".tsv")
    lines = file.read_text().splitlines() if file.exists() else []
    return dict(line.split("\t", 1) for line in lines if "\t" in line and not line.startswith("#"))


def why(rule, known):
    if rule["id"] in known:
        return known[rule["id"]]
    lines = [line.strip() for line in rule["reason"].splitlines() if line.strip()]
    return "**unexplained**: " + (lines[0] if lines else "")[:160].replace("|", "\\|")


def main(files):
    rows = [json.loads(pathlib.Path(file).read_text()) for file in files]
    out = [MARK, "", "## Counts", ""]
    out.append("| Area | " + " | ".join("%s: hold | not | not run" % row["loop"] for row in rows) + " |")
    out.append("|---|" + "---:|---:|---:|" * len(rows))
    areas = list(dict.fromkeys(area(rule) for row in rows for rule in row["rules"]))
    for name in areas + ["all"]:
        cells = []
        for row in rows:
            seen = [rule["verdict"] for rule in row["rules"] if name in ("all", area(rule))]
            held, skipped = seen.count("PASS"), seen.count("SKIPPED")
            cells += [held, len(seen) - held - skipped, skipped]
        out.append("| %s | %s |" % (name, " | ".join(map(str, cells))))
    for row in rows:
        known = reasons("uvloop" if row["kind"] == "uvloop" else "asyncio")
        broken = [rule for rule in row["rules"] if rule["verdict"] not in ("PASS", "SKIPPED")]
        causes = {reason: [] for reason in known.values()}  # in the order of the file, which is by cause
        for rule in broken:
            causes.setdefault(why(rule, known), []).append("[%s](rules.md#%s)" % (rule["id"], rule["id"]))
        out += ["", "## %s: what does not hold" % row["loop"], "", "| Why | Rules |", "|---|---|"]
        out += ["| %s | %s |" % (reason, ", ".join(links)) for reason, links in causes.items() if links]
        skipped = {}
        for rule in row["rules"]:
            if rule["verdict"] == "SKIPPED":
                skipped.setdefault(rule["reason"], []).append(rule["id"])
        out += ["", "Not run:", ""]
        out += ["- %s: %s" % (reason, ", ".join(ids)) for reason, ids in sorted(skipped.items())]
    text = PAGE.read_text()
    PAGE.write_text(text[:text.index(MARK)] + "\n".join(out) + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
