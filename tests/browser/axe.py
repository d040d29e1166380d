"""axe-core, and how tests ask it: of the pages of the site and of the desk."""

from __future__ import annotations

from tests.machine import PROJECT

AXE = PROJECT / "tests" / "node" / "node_modules" / "axe-core" / "axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RUN = """async tags => {
  const rules = {"color-contrast-enhanced": {enabled: true}};
  const found = await axe.run(document, {runOnly: {type: "tag", values: tags}, rules, resultTypes: ["violations"]});
  return found.violations.map(one => [one.id, one.help, one.nodes.map(node => node.html.slice(0, 200))]);
}"""
