#!/bin/sh
# A mail reader that needs a terminal: aerc, with somebody who types.
cd "$HOME" || exit 1
cp "$FILES"/form.* .
cp form.pdf 'Ffurflen ŵ.pdf'

name() {
	printf '%s' "$1" >"$NAME_FILE"
}

if command -v aerc >/dev/null; then
	mkdir -m 700 -p .config/aerc Maildir/cur Maildir/new Maildir/tmp
	printf '[Zebedee]\nsource = maildir://%s/Maildir\noutgoing = smtp+none://127.0.0.1:%s\nsmtp-starttls = no\n' "$HOME" "$SINK_PORT" \
		>.config/aerc/accounts.conf
	printf 'from = Zebedee Quillfeather <zebedee.quillfeather@marrowby.example.org>\n' >>.config/aerc/accounts.conf
	chmod 600 .config/aerc/accounts.conf
	aerc_with() {
		name "aerc-$1"
		EDITOR=true "$COLLECT/typist.py" ':compose -H "To: preventreferrals@met.pnn.police.uk" -H "Cc: Lewisham MASH <mashagency@lewisham.gov.uk>, prevent@lewisham.gov.uk" -H "Subject: Referral"\r' \
			"$(printf ':attach %s' "$2" | sed 's/ŵ/\\xc5\\xb5/')"'\r' ':send\r' ':quit\r' -- aerc
	}
	aerc_with docx form.docx
	aerc_with welsh-pdf "Ffurflen ŵ.pdf"
fi
