#!/bin/sh
# Mail readers with windows, in a virtual screen: Claws Mail and Sylpheed (by their command lines), and Thunderbird.
cd "$HOME" || exit 1
cp "$FILES"/form.* .
cp form.docx 'Ffurflen atgyfeirio ŵ.docx'
cp form.odt 'Prevent Referral Form.odt'
cp form.pdf 'Formularz zgłoszeniowy – zażółć gęślą jaźń, wersja ostateczna z listopada 2026.pdf'
cp form.pdf 'Form; (v2), O'\''Neil.pdf'
police=preventreferrals@met.pnn.police.uk
mash='Lewisham MASH <mashagency@lewisham.gov.uk>'
prevent=prevent@lewisham.gov.uk
for number in 71 72 73 74 75; do
	[ -e /tmp/.X$number-lock ] || break
done
Xvfb ":$number" -screen 0 1200x900x24 2>/dev/null &
screen=$!
export DISPLAY=":$number" XDG_RUNTIME_DIR="$HOME/run" NO_AT_BRIDGE=1
mkdir -m 700 run
trap 'kill $screen' EXIT
openbox >/dev/null 2>&1 &
sleep 2

name() {
	printf '%s' "$1" >"$NAME_FILE"
}

# keys TITLE KEY...: to the newest window whose title has the words.
keys() {
	title=$1
	shift
	window=$(timeout 10 xdotool search --sync --onlyvisible --name "$title" | tail -n 1)
	xdotool windowfocus "$window"
	sleep 1
	xdotool key --delay 200 "$@"
	sleep 1
}

claws() {
	mkdir -p .claws-mail Mail/inbox Mail/sent Mail/draft Mail/queue Mail/trash
	cat >.claws-mail/accountrc <<-END
		[Account: 1]
		account_name=School
		is_default=1
		name=Zebedee Quillfeather
		address=zebedee.quillfeather@marrowby.example.org
		protocol=0
		receive_server=127.0.0.1
		smtp_server=127.0.0.1
		set_smtpport=1
		smtp_port=$SINK_PORT
		ssl_smtp=0
		generate_msgid=1
		use_smtp_auth=0
	END
	cat >.claws-mail/clawsrc <<-END
		[Common]
		warn_large_insert=0
		outgoing_charset=$charset
		warn_empty_subj=0
		enable_aspell=0
		send_dialog_invisible=1
		startup_online_mode=1
	END
	cat >.claws-mail/folderlist.xml <<-END
		<?xml version="1.0" encoding="UTF-8"?>
		<folderlist><folder type="mh" collapsed="0" name="Mail" path="Mail" sandbox="0">
		<folderitem type="inbox" name="inbox" path="inbox"/><folderitem type="outbox" name="sent" path="sent"/>
		<folderitem type="draft" name="draft" path="draft"/><folderitem type="queue" name="queue" path="queue"/>
		<folderitem type="trash" name="trash" path="trash"/></folder></folderlist>
	END
	claws-mail >claws.log 2>&1 &
	program=$!
	sleep 5
	claws_with() {
		name "claws-mail-$1"
		printf 'To: %s\nCc: %s, %s\nSubject: %s\nAttach: %s\n\n%s\n' "$police" "$mash" "$prevent" "$2" "$HOME/$3" "$4" >composed
		claws-mail --compose-from-file "$HOME/composed" &
		sleep 3
		keys Notice Return
		keys "$2" ctrl+Return
		sleep 2
	}
	claws_with docx Referral form.docx 'Here is the form.'
	claws_with welsh-docx 'Atgyfeiriad ŵ' 'Ffurflen atgyfeirio ŵ.docx' 'Yn y tŷ, ŵyn.'
	claws_with polish-pdf Formularz "$(ls Formularz*)" 'Zażółć gęślą jaźń.'
	claws_with spaces-odt Referral 'Prevent Referral Form.odt' 'Here is the form.'
	claws_with punctuation-pdf Referral "$(ls Form\;*)" 'Here is the form.'
	kill $program
}

sylpheed_all() {
	mkdir -p .sylpheed-2.0 Mail/inbox Mail/sent Mail/draft Mail/queue Mail/trash
	sed 's/^protocol=0/protocol=0\nuse_mbox=0/; s/^set_smtpport/set_smtpport/' .claws-mail/accountrc >.sylpheed-2.0/accountrc
	printf '[Common]\nsend_dialog_always_keep_on_top=0\noutgoing_charset=UTF-8\nsend_mode=0\n' >.sylpheed-2.0/sylpheedrc
	cp .claws-mail/folderlist.xml .sylpheed-2.0/folderlist.xml
	sylpheed >sylpheed.log 2>&1 &
	program=$!
	sleep 5
	sylpheed_with() {
		name "sylpheed-$1"
		sylpheed --compose "mailto:$police?cc=mashagency@lewisham.gov.uk,$prevent&subject=$2&body=Here%20is%20the%20form" \
			--attach "$HOME/$3" >/dev/null 2>&1 &
		sleep 4
		window=$(timeout 10 xdotool search --sync --onlyvisible --name "$2 - Compose" | tail -n 1)
		xdotool windowfocus "$window" mousemove --window "$window" 50 47 click 1  # its button "Send"
		sleep 2
	}
	sylpheed_with docx Referral form.docx
	sylpheed_with welsh-docx Atgyfeiriad 'Ffurflen atgyfeirio ŵ.docx'
	sylpheed_with polish-pdf Formularz "$(ls Formularz*)"
	kill $program
}

# prefs.js of Thunderbird: an account that sends to the sink, and no questions.
thunderbird_profile() {
	mkdir -p tb
	cat >tb/prefs.js <<-END
		user_pref("mail.accountmanager.accounts", "account1,account2");
		user_pref("mail.account.account2.server", "server2");
		user_pref("mail.server.server2.type", "none");
		user_pref("mail.server.server2.hostname", "Local Folders");
		user_pref("mail.server.server2.name", "Local Folders");
		user_pref("mail.server.server2.userName", "nobody");
		user_pref("mail.server.server2.directory-rel", "[ProfD]Mail/Local Folders");
		user_pref("mail.accountmanager.localfoldersserver", "server2");
		user_pref("mail.accountmanager.defaultaccount", "account1");
		user_pref("mail.account.account1.identities", "id1");
		user_pref("mail.account.account1.server", "server1");
		user_pref("mail.server.server1.type", "pop3");
		user_pref("mail.server.server1.hostname", "127.0.0.1");
		user_pref("mail.server.server1.name", "School");
		user_pref("mail.server.server1.userName", "zebedee");
		user_pref("mail.server.server1.login_at_startup", false);
		user_pref("mail.server.server1.check_new_mail", false);
		user_pref("mail.server.server1.directory-rel", "[ProfD]Mail/School");
		user_pref("mail.identity.id1.fullName", "Zebedee Quillfeather");
		user_pref("mail.identity.id1.useremail", "zebedee.quillfeather@marrowby.example.org");
		user_pref("mail.identity.id1.smtpServer", "smtp1");
		user_pref("mail.identity.id1.valid", true);
		user_pref("mail.identity.id1.fcc", false);
		user_pref("mail.identity.id1.compose_html", $1);
		user_pref("mail.smtpservers", "smtp1");
		user_pref("mail.smtp.defaultserver", "smtp1");
		user_pref("mail.smtpserver.smtp1.hostname", "127.0.0.1");
		user_pref("mail.smtpserver.smtp1.port", $SINK_PORT);
		user_pref("mail.smtpserver.smtp1.authMethod", 1);
		user_pref("mail.smtpserver.smtp1.try_ssl", 0);
		user_pref("mail.smtpserver.smtp1.type", "smtp");
		user_pref("mail.default_send_format", $2);
		user_pref("mail.warn_on_send_accel_key", false);
		user_pref("mail.compose.attachment_reminder", false);
		user_pref("mail.spam.manualMark", false);
		user_pref("mail.shell.checkDefaultClient", false);
		user_pref("mail.rights.version", 1);
		user_pref("mail.provider.suppress_dialog_on_startup", true);
		user_pref("mailnews.start_page.enabled", false);
		user_pref("mailnews.start_page_override.mstone", "ignore");
		user_pref("app.donation.eoy.version.viewed", 999);
		user_pref("mail.strictly_mime.parm_folding", ${3:-1});
		user_pref("app.update.enabled", false);
		user_pref("datareporting.policy.dataSubmissionEnabled", false);
		user_pref("toolkit.telemetry.reportingpolicy.firstRun", false);
		user_pref("mail.compose.warn_public_recipients.threshold", 1000);
	END
}

# thunderbird_with NAME SUBJECT FILE TEXT [MORE]: each message in a program of its own, which takes some seconds.
thunderbird_with() {
	name "thunderbird-$1"
	thunderbird --no-remote --profile "$HOME/tb" -compose \
		"to='$police',cc='$mash, $prevent',subject='$2',body='$4',attachment='file://$HOME/$3'${5:+,$5}" >tb.log 2>&1 &
	program=$!
	for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15; do
		sleep 2
		xdotool search --onlyvisible --name "Write: $2" >/dev/null 2>&1 && break
	done
	sleep 4
	keys "Write: $2" ctrl+Return
	sleep 5
	kill $program
	wait $program 2>/dev/null
}

thunderbird_all() {
	ln -sf form.docx form-link.docx
	cp form.docx Ffurflen-ŵ.docx
	cp form.odt 'Prevent%20Form.odt'
	thunderbird_profile false 1
	thunderbird_with plain-docx Referral form.docx 'Here is the form.'
	thunderbird_with plain-welsh-docx Atgyfeiriad 'Ffurflen-ŵ.docx' 'Yn y tŷ, ŵyn.'
	thunderbird_profile true 2
	thunderbird_with alternative-pdf Referral form.pdf '<p>Here is the <b>form</b>.</p>' 'format=1'
	thunderbird_with alternative-welsh-docx Atgyfeiriad 'Ffurflen-ŵ.docx' '<p>Yn y <i>tŷ</i>, ŵyn.</p>' 'format=1'
	thunderbird_profile true 0 2
	thunderbird_with rfc2231-polish-pdf Formularz "$(ls Formularz* | sed 's/ /%20/g')" '<p>Zażółć gęślą jaźń.</p>' 'format=1'
}

charset=UTF-8
command -v claws-mail >/dev/null && claws
command -v sylpheed >/dev/null && sylpheed_all
command -v thunderbird >/dev/null && thunderbird_all
true
