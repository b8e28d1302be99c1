#!/bin/sh
# Indexes one document and asks it a few questions, each shown as it would be typed.
set -eu

if [ -t 1 ]; then bold=$(printf '\033[1m') plain=$(printf '\033[0m'); else bold='' plain=''; fi

ask() {
    printf '\n%s$ duansou' "$bold"
    for word in "$@"; do
        case $word in
        *[!A-Za-z0-9_.,/=-]*) printf " '%s'" "$word" ;;
        *) printf ' %s' "$word" ;;
        esac
    done
    printf '%s\n' "$plain"
    duansou "$@"
}

ask index --rebuild "$1"
ask search 立即履行义务 开展多边谈判 --limit 1
ask search '"武器国家在不扩"'
ask search '"《条约汇编》，第634卷"'
ask search '63/49 序言部分第8段'
