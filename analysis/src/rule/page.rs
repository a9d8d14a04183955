//! A rule's page: prose for people, whose code blocks are checked.

use std::fmt::Write as _;

use crate::rule::Rule;

impl Rule {
    /// The page as Markdown: a title, the facts, the text with its examples.
    pub fn page(&self) -> String {
        let mut page = format!("# {} ({})\n\n", self.name, self.code);
        let _ = writeln!(
            page,
            "{} · {} · fix: {} · since {}\n",
            self.group.title(),
            self.severity,
            self.fix.title(),
            self.since
        );
        for line in self.doc.lines() {
            page.push_str(line.strip_prefix(' ').unwrap_or(line));
            page.push('\n');
        }
        let _ = write!(
            page,
            "\n## Silencing\n\n`# refwise: ignore[{}]` at the end of the line",
            self.name
        );
        if !self.noqa.is_empty() {
            let _ = write!(
                page,
                "; `# noqa` of other linters' {} is honoured too",
                self.noqa.join(", ")
            );
        }
        page.push_str(".\n");
        page
    }

    /// Where a browser finds the page.
    pub fn address(&self) -> String {
        format!("https://refwise.dev/rules/{}", self.name)
    }

    /// The first sentence of the page: what the rule finds.
    pub fn summary(&self) -> &'static str {
        self.doc.lines().next().unwrap_or_default().trim()
    }

    /// The programs that show what the page claims about run time; what each prints stands in it,
    /// behind `# prints: `.
    pub fn claims(&self) -> Vec<String> {
        self.examples("On the machine")
    }

    /// The `python` blocks under the heading `section`.
    pub(crate) fn examples(&self, section: &str) -> Vec<String> {
        let mut blocks = Vec::new();
        let mut here = false;
        let mut block: Option<String> = None;
        for line in self.doc.lines().map(|it| it.strip_prefix(' ').unwrap_or(it)) {
            match (&mut block, line) {
                (Some(_), "```") => blocks.extend(block.take()),
                (Some(text), _) => {
                    text.push_str(line);
                    text.push('\n');
                }
                (None, "```python") if here => block = Some(String::new()),
                (None, _) => {
                    if let Some(heading) = line.strip_prefix("## ") {
                        here = heading == section;
                    }
                }
            }
        }
        blocks
    }
}
