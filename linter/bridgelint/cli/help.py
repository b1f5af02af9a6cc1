"""The output of `bridgelint --help`: every option, on one screen of 80 columns."""

from __future__ import annotations

from typing import Final

HELP: Final = """\
usage: bridgelint [OPTIONS] [PATH ...]

Checks Terraform's aws_events_put_events actions and the triggers that run them.
PATH is a module directory or a file in one (default: current directory).

What to check
      --chdir DIR              change to this directory first
      --recursive              also check every module below PATH
      --stdin-filename FILE    with PATH -: check standard input instead of FILE
      --exclude PATTERN        exclude these files, as in .gitignore
      --call-module-type all|local|none    module calls to follow (local)
How to check
      --var NAME=VALUE, --var-file FILE    as in terraform; the last one wins
      --inventory FILE, --save-inventory FILE    deployed buses; save them
      --plan FILE              use values of a plan (terraform show -json)
      --terraform-version RANGE    override required_version: '>= 1.14, < 1.16'
Rules
      --only RULE              run only this rule
      --enable-rule RULE, --disable-rule RULE
      --preset recommended|all     base rule set
      --list-rules, --explain RULE
  -c, --config FILE            default: nearest .bridgelint.hcl; or --no-config
      --init                   write a starter .bridgelint.hcl
      --no-ignores             disregard ignore comments
      --baseline FILE          report only findings not in FILE
      --update-baseline        create FILE, or prune findings that are outdated
Findings
  -f, --format FORMAT[=FILE]   default, compact, json, sarif, checkstyle, junit,
                               github, gitlab, markdown; may be repeated
      --filter PATTERN         report only findings in these files
      --minimum-failure-severity error|warning|notice   lowest failing (warning)
      --force                  exit 0 even if there are findings
      --strict                 fail if nothing was checked
      --color, --no-color
      --fix, --diff            apply safe fixes; show them as a diff instead
      --suggestions            with --diff: also changes that require a decision
Events
      --dry-run                show what each action would send
      --test FILE[:RUN]        with --dry-run: what a run of terraform test sends
      --graph mermaid|dot|json     draw where the events go, instead of findings
      --emit                   send it with PutEvents; --yes skips confirmation
      --action ADDRESS         only this action, instance or entry (ADDRESS#2)
      --region REGION, --profile PROFILE, --endpoint-url URL    for --emit
      --expect-account ID, --verify-bus, --allow-stale-plan, --split
      --receipt FILE, --resume RECEIPT, --include-unknown       the journal
      --max-attempts N, --max-attempts-unknown N, --rate N, --parallel N
Other
      --langserver, --completions bash|zsh|fish    for editors and shells
  -v, --version                -h, --help

Exit status: 0 no findings, 2 findings, 1 an error prevented a complete run.
"""
