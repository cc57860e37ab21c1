# Completion of `sla` in fish: it asks the program what may come next, and leaves file names to the shell.
function __sla
    set -l before (commandline -opc)
    set -l now (commandline -ct)
    set -l found ($before[1] completion --suggest (count $before) -- $before "$now" 2>/dev/null)
    if test (count $found) -gt 0
        printf '%s\n' $found
    else
        # Of `sarif:out` and `leads=export.csv` the file stands behind the sign.
        set -l sign (string match -r '^.*[:=]' -- "$now")
        for path in (__fish_complete_path (string replace -- "$sign" '' "$now"))
            printf '%s\n' "$sign$path"
        end
    end
end
complete -c sla -f -a '(__sla)'
