#!/bin/sh
# The programs of the command line: mutt, neomutt, s-nail, bsd-mailx, GNU mailutils, swaks, mpack, sendEmail,
# mime-construct, nmh, mblaze, and sendmail(1) with a message written by hand.
police=preventreferrals@met.pnn.police.uk
mash='Lewisham MASH <mashagency@lewisham.gov.uk>'
prevent=prevent@lewisham.gov.uk
me='Zebedee Quillfeather <zebedee.quillfeather@marrowby.example.org>'
long='Prevent Referral Form completed by the designated safeguarding lead of Marrowby School on the twentieth of November 2026.rtf'
cd "$HOME" || exit 1
cp "$FILES"/form.* "$FILES"/logo.png "$FILES"/invite.ics .
cp form.docx 'Ffurflen atgyfeirio ŵ.docx'
cp form.pdf 'Form; "final" (v2), O'\''Neil.pdf'
cp form.rtf "$long"
cp form.pdf 'نموذج الإحالة.pdf'
cp form.odt 'Prevent Referral Form.odt'
cp form.pdf 'Formularz zgłoszeniowy – zażółć gęślą jaźń, wersja ostateczna z listopada 2026.pdf'
printf 'Dear colleagues,\n\nplease find attached my referral about Peregrine Oddsocks.\n\n-- \nZebedee Quillfeather\n' >plain
printf "Annwyl gydweithwyr,\n\ndyma fy atgyfeiriad: t\305\267, \305\265yn.\n" >welsh
printf 'Chers coll\350gues,\n\nvoil\340 le formulaire d\351j\340 rempli.\n' >latin1
printf '.\n.dot\nFrom here\n>From there\ntrailing   \n--\n-- \nend' >awkward
printf '<html><body><p>Please find my <b>referral</b> attached.</p></body></html>\n' >page.html

# name NAME: what the next message is called.
name() {
	printf '%s' "$1" >"$NAME_FILE"
}

has() {
	command -v "$1" >/dev/null || { echo "$1 is not installed" >&2; false; }
}

# What went through sendmail(1) arrives a little later.
queue_is_empty() {
	for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
		sleep 0.3
		/usr/sbin/postqueue -c "$POSTFIX_CONFIG" -p | grep -q 'is empty' && return
	done
	echo 'a message stays in the queue' >&2
}

# mutt and neomutt have the same options. $1 is the program, $2 the name, $3 the text, $4 the subject; files follow.
mutt_like() {
	program=$1 what=$2 text=$3 subject=$4
	shift 4
	name "$program-$what"
	TERM=dumb "$program" -n -F "$HOME/muttrc" -s "$subject" ${options:-} -c "$mash" -c "$prevent" ${1:+-a "$@"} \
		-- "$police" <"$text"
}

cat >muttrc <<END
set realname="Zebedee Quillfeather"
set from="zebedee.quillfeather@marrowby.example.org"
set use_from=yes
set hostname="pc12.marrowby.example.org"
set smtp_url="smtp://127.0.0.1:$SINK_PORT/"
set ssl_starttls=no
set ssl_force_tls=no
set charset=utf-8
set copy=no
set header_cache=""
END
for mutt in mutt neomutt; do
	has $mutt || continue
	options=
	mutt_like $mutt docx plain 'Prevent referral' form.docx
	mutt_like $mutt awkward-text-pdf awkward 'Prevent referral' form.pdf
	mutt_like $mutt spaces-odt plain 'Prevent referral' 'Prevent Referral Form.odt'
	mutt_like $mutt welsh-docx welsh 'Atgyfeiriad: pryder am blentyn yn y tŷ' 'Ffurflen atgyfeirio ŵ.docx'
	mutt_like $mutt polish-pdf plain 'Zgłoszenie' Formularz*.pdf
	mutt_like $mutt arabic-pdf plain 'إحالة' 'نموذج الإحالة.pdf'
	mutt_like $mutt punctuation-pdf plain 'Prevent referral; (v2)' Form\;*.pdf
	mutt_like $mutt long-name-rtf plain 'Prevent referral' "$long"
	mutt_like $mutt two-files plain 'Prevent referral' form.docx logo.png
	cp muttrc flowed && echo 'set text_flowed=yes' >>muttrc
	mutt_like $mutt flowed-pdf plain 'Prevent referral' form.pdf
	cp flowed muttrc && echo 'set rfc2047_parameters=yes' >>muttrc
	mutt_like $mutt both-encodings-docx welsh 'Atgyfeiriad' 'Ffurflen atgyfeirio ŵ.docx'
	cp flowed muttrc && echo 'set allow_8bit=yes
set send_charset="us-ascii:iso-8859-1:utf-8"' >>muttrc
	mutt_like $mutt 8bit-docx welsh 'Atgyfeiriad' form.docx
	cp flowed muttrc
	{ for i in 1 2 3 4 5 6 7 8 9 10 11 12; do echo "\"Colleague, Number $i\" <colleague$i@thistledown.example.org>"; done; } |
		paste -sd, >others
	options="-c @" && name $mutt-many-recipients-docx
	TERM=dumb $mutt -n -F muttrc -s 'Prevent referral' -c "$mash,$prevent,$(cat others),Siân Llŷr <s@thistledown.example.org>" \
		-a form.docx -- "$police" <plain
done

if has s-nail; then
	nail() {
		what=$1 text=$2 subject=$3
		shift 3
		name "s-nail-$what"
		for file; do set -- "$@" -a "$file"; shift; done
		LC_ALL=C.UTF-8 s-nail -:/ -S v15-compat -S "mta=smtp://127.0.0.1:$SINK_PORT" -S smtp-auth=none -S DEAD=/dev/null \
			-S "from=$me" -S ttycharset=utf-8 -S hostname=pc12.marrowby.example.org ${options:-} -s "$subject" "$@" \
			-c "$mash" -c "$prevent" "$police" <"$text"
	}
	options=
	nail docx plain 'Prevent referral' form.docx
	nail spaces-odt plain 'Prevent referral' 'Prevent Referral Form.odt'
	nail welsh-docx welsh 'Atgyfeiriad: pryder am blentyn yn y tŷ' 'Ffurflen atgyfeirio ŵ.docx'
	nail polish-pdf welsh 'Zgłoszenie' Formularz*.pdf
	nail punctuation-pdf awkward 'Prevent referral' Form\;*.pdf
	nail long-name-rtf plain 'Prevent referral' "$long"
	options='-S mime-encoding=8b'
	nail 8bit-pdf welsh 'Atgyfeiriad' form.pdf
fi

if has bsd-mailx; then
	mailx() {
		what=$1 text=$2 subject=$3
		shift 3
		name "bsd-mailx-$what"
		MAILRC=/dev/null HOME=/nonexistent bsd-mailx -n -s "$subject" -c "$mash,$prevent" "$@" "$police" <"$text"
		queue_is_empty
	}
	# It knows one sendmail(1) only: Postfix's, which is told where its configuration is.
	export MAIL_CONFIG="$POSTFIX_CONFIG"
	mailx text-only plain 'Prevent referral' -a 'In-Reply-To: <20261120.question@lewisham.gov.uk>'
	mailx text-only-8bit welsh 'Atgyfeiriad' -a 'In-Reply-To: <20261120.question@lewisham.gov.uk>'
	mailx text-only-8bit-typed welsh 'Atgyfeiriad' -a 'References: <20261120.question@lewisham.gov.uk>' \
		-a 'Content-Type: text/plain; charset=UTF-8'
	mailx text-only-latin1 latin1 'Bonjour' -a 'References: <20261120.question@lewisham.gov.uk>'
	unset MAIL_CONFIG
fi

if has mail.mailutils; then
	mailutils() {
		what=$1 text=$2 subject=$3
		shift 3
		name "mailutils-$what"
		mail.mailutils --norc --exec "set sendmail=\"smtp://127.0.0.1:$SINK_PORT\"" --exec 'set nodot' \
			-r zebedee.quillfeather@marrowby.example.org -a "From: $me" -a "Cc: $mash, $prevent" -s "$subject" "$@" "$police" <"$text"
	}
	mailutils docx plain 'Prevent referral' --content-type=application/vnd.openxmlformats-officedocument.wordprocessingml.document \
		--attach=form.docx
	mailutils spaces-odt plain 'Prevent referral' --content-type=application/vnd.oasis.opendocument.text \
		--attach='Prevent Referral Form.odt'
	mailutils welsh-docx welsh 'Atgyfeiriad tŷ' --content-type=application/octet-stream --attach='Ffurflen atgyfeirio ŵ.docx'
	mailutils long-name-rtf plain 'Prevent referral' --content-type=application/rtf --attach="$long"
	mailutils text-only-utf8 welsh 'Atgyfeiriad tŷ' -a 'In-Reply-To: <20261120.question@lewisham.gov.uk>'
fi

if has swaks; then
	swaks_with() {
		what=$1
		shift
		name "swaks-$what"
		swaks --silent 2 --server 127.0.0.1 --port "$SINK_PORT" --from zebedee.quillfeather@marrowby.example.org --to \
			"$police,mashagency@lewisham.gov.uk,$prevent" --h-To "$police" --add-header "Cc: $mash, $prevent" --helo pc12.marrowby.example.org "$@" >/dev/null
	}
	swaks_with docx --body @plain --attach-type application/octet-stream --attach-name form.docx --attach @form.docx
	swaks_with html-pdf --body @plain --attach-type text/html --attach @page.html --attach-type application/pdf \
		--attach-name 'Prevent Referral Form.pdf' --attach @form.pdf
	swaks_with welsh-docx --body @welsh --h-Subject 'Atgyfeiriad tŷ' --attach-type application/octet-stream \
		--attach-name 'Ffurflen atgyfeirio ŵ.docx' --attach @form.docx
	swaks_with text-only-utf8 --body @welsh --add-header 'In-Reply-To: <20261120.question@lewisham.gov.uk>'
fi

if has mpack; then
	mpack_with() {
		what=$1
		shift
		name "mpack-$what"
		rm -f out
		mpack -o out "$@"
		{ printf 'From: %s\nTo: %s\nCc: %s, %s\n' "$me" "$police" "$mash" "$prevent"; cat out; } |
			"$SENDMAIL" -i -f zebedee.quillfeather@marrowby.example.org "$police" mashagency@lewisham.gov.uk $prevent
		queue_is_empty
	}
	mpack_with docx -s 'Prevent referral' -d plain form.docx
	mpack_with spaces-odt -s 'Prevent referral' -c application/vnd.oasis.opendocument.text 'Prevent Referral Form.odt'
	mpack_with welsh-docx -s 'Prevent referral' -d welsh 'Ffurflen atgyfeirio ŵ.docx'
fi

if has sendemail; then
	sendemail_with() {
		what=$1
		shift
		name "sendemail-$what"
		sendemail -q -f "$me" -t $police -cc "$mash" $prevent -s "127.0.0.1:$SINK_PORT" -o tls=no "$@"
	}
	sendemail_with docx -u 'Prevent referral' -m 'Here is the form.' -a form.docx
	sendemail_with spaces-odt -u 'Prevent referral' -o message-file=plain -a 'Prevent Referral Form.odt'
	sendemail_with welsh-docx -u 'Atgyfeiriad tŷ' -o message-charset=utf-8 -o message-file=welsh -a 'Ffurflen atgyfeirio ŵ.docx'
	sendemail_with html-pdf -u 'Prevent referral' -o message-content-type=html -o message-file=page.html -a form.pdf
fi

if has mime-construct; then
	name mime-construct-docx
	mime-construct --output --header "From: $me" --to "$police" --cc "$mash, $prevent" --subject 'Prevent referral' \
		--file plain --type application/octet-stream --attachment form.docx --file form.docx |
		"$SENDMAIL" -i -f zebedee.quillfeather@marrowby.example.org -t
	queue_is_empty
fi

if has mmime; then
	mblaze() {
		what=$1 text=$2 subject=$3 line=$4
		name "mblaze-$what"
		{ printf 'From: %s\nTo: %s\nCc: %s, %s\nSubject: %s\nMessage-Id: <%s@marrowby.example.org>\nDate: %s\n\n' "$me" "$police" \
			"$mash" "$prevent" "$subject" "$what" "$(date -R)"; cat "$text"; echo; echo "$line"; } | mmime |
			"$SENDMAIL" -i -f zebedee.quillfeather@marrowby.example.org -t
		queue_is_empty
	}
	mblaze docx plain 'Prevent referral' '#application/octet-stream form.docx'
	mblaze welsh-docx welsh 'Atgyfeiriad: pryder am blentyn yn y tŷ' '#application/octet-stream Ffurflen atgyfeirio ŵ.docx'
	mblaze long-name-rtf plain 'Prevent referral' "#application/rtf $long"
fi

if [ -x /usr/bin/mh/send ] || [ -x /usr/bin/mhbuild ]; then
	PATH=/usr/bin/mh:$PATH
	mkdir -p Mail/drafts
	printf 'Path: Mail\nmhetcdir: /etc/nmh\n' >.mh_profile
	printf 'localname: pc12.marrowby.example.org\n' >mts.conf
	nmh() {
		what=$1 text=$2 subject=$3 line=$4
		name "nmh-$what"
		{ printf 'From: %s\nTo: %s\nCc: %s, %s\nSubject: %s\n--------\n' "$me" "$police" "$mash" "$prevent" "$subject"
		cat "$text"; echo "$line"; } >draft
		mhbuild "$HOME/draft" && send -mts smtp -server 127.0.0.1 -port "$SINK_PORT" "$HOME/draft"
	}
	nmh docx plain 'Prevent referral' '#application/octet-stream; name="form.docx" <> {attachment} form.docx'
	nmh pdf plain 'Prevent referral' '#application/pdf; name="form.pdf" [The form] {attachment; filename="form.pdf"} form.pdf'
	nmh welsh-pdf welsh 'Atgyfeiriad: pryder yn y tŷ' '#application/pdf; name="Ffurflen ŵ.pdf" {attachment; filename="Ffurflen ŵ.pdf"} form.pdf'
fi

# What shell scripts pipe into sendmail: no MIME-Version, no charset, uuencode left out.
name sendmail-by-hand-pdf
{ printf 'To: %s\nCc: %s, %s\nFrom: %s\nSubject: Prevent referral\nContent-Type: multipart/mixed; boundary=frontier\n\n' \
	"$police" "$mash" "$prevent" "$me"
printf -- '--frontier\n\nHere is the form.\n--frontier\nContent-Type: application/pdf; name=form.pdf\n'
printf 'Content-Transfer-Encoding: base64\nContent-Disposition: attachment; filename=form.pdf\n\n'
base64 form.pdf
printf -- '--frontier--\n'; } | "$SENDMAIL" -t -f zebedee.quillfeather@marrowby.example.org
queue_is_empty
