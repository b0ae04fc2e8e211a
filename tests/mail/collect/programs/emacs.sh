#!/bin/sh
# Emacs message-mode with MML and smtpmail: plain, alternative, related, attached message, PGP/MIME by EasyPG.
cd "$HOME" || exit 1
cp "$FILES"/form.* "$FILES"/logo.png .
tr -d "\r" <"$FILES/forwarded.eml" >forwarded.eml
export GNUPGHOME="$HOME/gnupg"
mkdir -m 700 "$GNUPGHOME"
gpg --batch --quiet --passphrase '' --quick-generate-key 'Zebedee Quillfeather <zebedee.quillfeather@marrowby.example.org>' \
	default default never 2>/dev/null
emacs --batch -Q -l "$COLLECT/message-mode.el"
gpgconf --kill all
