//! `ibid explain RULE`.

use clap::Args;

use super::completion;
use crate::app::terminal;
use crate::base::Failure;
use crate::base::diagnostic::Rule;
use crate::base::suggest::nearest;

#[derive(Debug, Args)]
pub(crate) struct ExplainArgs {
    /// The rule, as in `error[RULE]`; without it, all rules are listed
    #[arg(add = completion::rules())]
    rule: Option<String>,
}

pub(super) fn run(args: &ExplainArgs) -> Result<bool, Failure> {
    let Some(name) = &args.rule else {
        for rule in Rule::all() {
            let first = rule.explanation().meaning.split(". ").next().unwrap_or_default();
            terminal::print(&format!(
                "{:<8} {:<22} {}\n",
                rule.default_severity(),
                rule.name(),
                first.trim_end_matches('.')
            ));
        }
        return Ok(true);
    };
    let Some(rule) = Rule::named(name) else {
        let failure = Failure::new(format!("there is no rule `{name}`"));
        return Err(match nearest(name, Rule::all().map(Rule::name)) {
            Some(meant) => failure.help(format!("did you mean `{meant}`?")),
            None => failure.help("`ibid explain` lists the rules"),
        });
    };
    let text = rule.explanation();
    let indented = |text: &str| text.lines().map(|line| format!("    {line}\n")).collect::<String>();
    terminal::print(&format!(
        "{} ({} by default)\n\n{}\n\nFails:\n\n{}\nFix:\n\n{}",
        text.name,
        text.severity,
        text.meaning,
        indented(text.example),
        indented(text.fix)
    ));
    Ok(true)
}
