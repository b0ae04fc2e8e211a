#!/bin/sh
# Go: mime/multipart and net/smtp by hand, and emersion/go-message (what aerc composes with).
mkdir -p "$HOME/go/src/collect" && cp "$COLLECT/go_mail.go" "$HOME/go/src/collect/main.go"
cd "$HOME/go/src/collect" && GO111MODULE=off GOPATH="$HOME/go:/usr/share/gocode" GOFLAGS= go run main.go
