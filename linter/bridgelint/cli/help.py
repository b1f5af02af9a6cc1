"""What `bridgelint --help` prints: every option, on one screen of 80 columns."""

from __future__ import annotations

from typing import Final

HELP: Final = """\
usage: bridgelint [OPTIONS] [PATH ...]

Checks Terraform's aws_events_put_events actions and the triggers that run them.
PATH is a module's directory or a file in one; without it, the module here.

What to check
      --chdir DIR              change directory first
      --recursive              every module below PATH
      --stdin-filename FILE    with the PATH -: read standard input for FILE
      --exclude PATTERN        leave these files out, as in .gitignore
      --call-module-type all|local|none    module calls to follow (local)
How to judge
      --var NAME=VALUE, --var-file FILE    as in terraform; the last one wins
      --plan FILE              a terraform show -json plan, for unknown values
      --terraform-version RANGE    judge for these versions: '>= 1.14, < 1.16'
Rules
      --only RULE              this rule alone
      --enable-rule RULE, --disable-rule RULE
      --preset recommended|all     the rules to begin with
      --list-rules, --explain RULE
  -c, --config FILE            else the nearest .bridgelint.hcl; or --no-config
      --init                   write a .bridgelint.hcl to begin with
      --no-ignores             ignore comments do not count
      --baseline FILE          report only what FILE does not hold
      --update-baseline        make FILE, or take out of it what is gone
Findings
  -f, --format FORMAT[=FILE]   default, compact, json, sarif, checkstyle, junit,
                               github, gitlab, markdown; may be repeated
      --filter PATTERN         only findings in these files
      --minimum-failure-severity error|warning|notice   exit 2 from (warning)
      --force                  exit 0 although there are findings
      --strict                 fail when nothing was checked
      --color, --no-color
      --fix, --diff            mend what can be mended; show how instead
      --suggestions            with --diff: also what you have to decide
Events
      --dry-run                print what each action would send
      --emit                   send it with PutEvents; --yes: do not ask
      --action ADDRESS         only this action, instance or entry (ADDRESS#2)
      --region REGION, --profile PROFILE, --endpoint-url URL    for --emit
      --expect-account ID, --verify-bus, --allow-stale-plan     what is checked
      --receipt FILE, --resume RECEIPT, --include-unknown       the journal
      --max-attempts N, --max-attempts-unknown N     if throttled, if unanswered
      --split, --rate N, --parallel N                for many entries
Other
      --completions bash|zsh|fish
      --langserver             language server on standard input and output
  -v, --version                -h, --help

Exit status: 0 nothing found, 2 findings, 1 failed; --emit has more of them.
"""
