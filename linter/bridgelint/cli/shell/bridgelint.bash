# bash completion for bridgelint

_bridgelint() {
    local current=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]}
    local IFS=$'\n'
    # bash splits words at `=`: before it is an option or a FORMAT.
    if [[ $current == "=" ]]; then
        current=
    elif [[ $before == "=" ]]; then
        before=${COMP_WORDS[COMP_CWORD-2]}
        [[ $before == -* ]] || before=FILE
    fi
    COMPREPLY=()
    case $before in
    --call-module-type)
        COMPREPLY=($(IFS=' '; compgen -W 'all local none' -- "$current"))
        return ;;
    --only|--enable-rule|--disable-rule|--explain)
        COMPREPLY=($(IFS=' '; compgen -W 'syntax_error invalid_action_block duplicate_action unknown_argument unknown_action_type undeclared_provider invalid_argument_type invalid_expression ephemeral_value sensitive_detail unused_action missing_entry too_many_entries missing_source reserved_source long_source missing_detail_type long_detail_type missing_detail invalid_detail duplicate_detail_key detail_limits detail_schema invalid_time fragile_time resource_not_arn oversized_resource invalid_event_bus event_bus_partition event_bus_region event_bus_account literal_event_bus event_without_bus event_before_rule invalid_event_pattern unmatchable_event_pattern undeclared_event_bus invalid_region unlisted_region oversized_request large_request duplicate_entry unmatched_event misplaced_trigger invalid_trigger invalid_trigger_event duplicate_trigger_event undeclared_action invalid_action_reference action_instance_key duplicate_trigger_action invalid_trigger_condition fragile_condition dead_trigger trigger_cycle replacement_cycle triggering_resource_reference terraform_version provider_version real_events_in_test unused_ignore' -- "$current"))
        return ;;
    --preset)
        COMPREPLY=($(IFS=' '; compgen -W 'recommended all' -- "$current"))
        return ;;
    -f|--format)
        COMPREPLY=($(IFS=' '; compgen -W 'default compact json sarif checkstyle junit github gitlab markdown' -- "$current"))
        return ;;
    --minimum-failure-severity)
        COMPREPLY=($(IFS=' '; compgen -W 'error warning notice' -- "$current"))
        return ;;
    --color)
        COMPREPLY=($(IFS=' '; compgen -W 'always auto never' -- "$current"))
        return ;;
    --graph)
        COMPREPLY=($(IFS=' '; compgen -W 'mermaid dot json' -- "$current"))
        return ;;
    --completions)
        COMPREPLY=($(IFS=' '; compgen -W 'bash zsh fish' -- "$current"))
        return ;;
    FILE|--stdin-filename|--var-file|--plan|--baseline|-c|--config|--inventory|--save-inventory|--receipt|--resume)
        compopt -o filenames 2>/dev/null
        COMPREPLY=($(compgen -f -- "$current"))
        return ;;
    --chdir)
        compopt -o filenames 2>/dev/null
        COMPREPLY=($(compgen -d -- "$current"))
        return ;;
    --exclude|--var|--terraform-version|--filter|--test|--action|--region|--profile|--endpoint-url|--expect-account|--max-attempts|--max-attempts-unknown|--rate|--parallel)
        return ;;
    esac
    if [[ $current == -* ]]; then
        COMPREPLY=($(IFS=' '; compgen -W '--chdir --recursive --exclude --stdin-filename --call-module-type --var --var-file --plan --terraform-version --only --enable-rule --disable-rule --preset --list-rules --explain --no-ignores --baseline --update-baseline -c --config --no-config --init -f --format --filter --minimum-failure-severity --force --strict --color --no-color --fix --diff --suggestions --dry-run --emit --graph --test --inventory --save-inventory --action --yes --region --profile --endpoint-url --expect-account --verify-bus --allow-stale-plan --split --receipt --resume --include-unknown --max-attempts --max-attempts-unknown --rate --parallel --completions --langserver -v --version -h --help' -- "$current"))
    else
        compopt -o filenames 2>/dev/null
        COMPREPLY=($(compgen -f -- "$current"))
    fi
}

complete -F _bridgelint bridgelint
