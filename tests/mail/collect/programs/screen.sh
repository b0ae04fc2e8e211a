#!/bin/sh
# Mail readers that need a terminal: Alpine and aerc, with somebody who types.
cd "$HOME" || exit 1
cp "$FILES"/form.* .
cp form.pdf 'Ffurflen ŵ.pdf'
printf 'Dear colleagues,\n\nplease find attached my referral about Peregrine Oddsocks.\n' >plain

name() {
	printf '%s' "$1" >"$NAME_FILE"
}

if command -v alpine >/dev/null; then
	mkdir -p mail
	cat >.pinerc <<-END
		personal-name=Zebedee Quillfeather
		user-domain=marrowby.example.org
		smtp-server=127.0.0.1:$SINK_PORT/novalidate-cert
		customized-hdrs=From: Zebedee Quillfeather <zebedee.quillfeather@marrowby.example.org>
		feature-list=quell-user-lookup-in-passwd-file,allow-changing-from,compose-send-offers-first-filter,enable-jump-shortcut
		last-version-used=7.99
		default-fcc=""
		character-set=UTF-8
	END
	alpine_with() {
		name "alpine-$1"
		"$COLLECT/typist.py" '\x18' y '\r' q y -- alpine -p "$HOME/.pinerc" -attach "$2" -subject "$3" \
			-url "mailto:preventreferrals@met.pnn.police.uk?cc=mashagency@lewisham.gov.uk,prevent@lewisham.gov.uk&body=Here%20is%20the%20form.&subject=$3"
	}
	alpine_with docx form.docx Referral
	alpine_with welsh-pdf 'Ffurflen ŵ.pdf' Atgyfeiriad
fi

if command -v aerc >/dev/null; then
	mkdir -m 700 -p .config/aerc Maildir/cur Maildir/new Maildir/tmp
	printf '[Zebedee]\nsource = maildir://%s/Maildir\noutgoing = smtp+plain://127.0.0.1:%s\nsmtp-starttls = no\n' "$HOME" "$SINK_PORT" \
		>.config/aerc/accounts.conf
	printf 'from = Zebedee Quillfeather <zebedee.quillfeather@marrowby.example.org>\n' >>.config/aerc/accounts.conf
	sed -i 's/smtp+plain/smtp+none/' .config/aerc/accounts.conf
	chmod 600 .config/aerc/accounts.conf
	aerc_with() {
		name "aerc-$1"
		EDITOR=true "$COLLECT/typist.py" ':compose -H "To: preventreferrals@met.pnn.police.uk" -H "Cc: Lewisham MASH <mashagency@lewisham.gov.uk>, prevent@lewisham.gov.uk" -H "Subject: Referral"\r' \
			"$(printf ':attach %s' "$2" | sed 's/ŵ/\\xc5\\xb5/')"'\r' ':send\r' ':quit\r' -- aerc
	}
	aerc_with docx form.docx
	aerc_with welsh-pdf "Ffurflen ŵ.pdf"
fi
