#!/usr/bin/perl
# MIME::Lite, MIME::Entity, Email::MIME, Email::Stuffer and Mail::Message: the Perl modules that scripts send mail with.
use strict;
use warnings;
use utf8;
use Encode qw(encode);
use JSON::PP;
use Net::SMTP;
use MIME::Lite;
use MIME::Entity;
use Email::MIME;
use Email::Stuffer;
use Email::Sender::Transport::SMTP;
use Mail::Message;
use Mail::Message::Body::Lines;

my $files = $ENV{FILES};
my $scenes = decode_json(slurp("$files/scenes.json"));

sub slurp {
	my ($path) = @_;
	open my $file, '<:raw', $path or die "$path: $!";
	local $/;
	return scalar <$file>;
}

sub name_it {
	my ($name) = @_;
	open my $file, '>', $ENV{NAME_FILE} or die $!;
	print {$file} $name;
	close $file;
}

sub recipients { return map { $_->[1] } @{$_[0]{to}}, @{$_[0]{cc}} }

# An address as most scripts write it: encoded-words for what is not ASCII, quoted where it must be.
sub mailbox {
	my ($name, $address) = @{$_[0]};
	return $address if $name eq '';
	return encode('MIME-Header', $name) . " <$address>" if $name =~ /[^\x00-\x7f]/;
	if ($name =~ /[^A-Za-z0-9 ]/) { $name =~ s/(["\\])/\\$1/g; $name = "\"$name\"" }
	return "$name <$address>";
}

sub mailboxes { return join ', ', map { mailbox($_) } @{$_[0]} }
sub word { return $_[0] =~ /[^\x00-\x7f]/ ? encode('MIME-Header', $_[0]) : $_[0] }
sub text_octets { return encode($_[0]{charset}, $_[0]{text}) }
sub has { my ($scene, $word) = @_; return index($scene->{what}, $word) >= 0 }

sub by_smtp {
	my ($scene, $octets) = @_;
	my $client = Net::SMTP->new('127.0.0.1', Port => $ENV{SINK_PORT}) or die 'no server';
	$client->mail($scene->{from}[1]);
	$client->to(recipients($scene));
	$client->data($octets);
	$client->quit;
}

sub mime_lite {
	my ($scene) = @_;
	my $message = MIME::Lite->new(From => mailbox($scene->{from}), To => mailboxes($scene->{to}),
		Cc => mailboxes($scene->{cc}), Subject => word($scene->{subject}),
		@{$scene->{files}} || $scene->{html} ? (Type => 'multipart/mixed')
			: (Type => 'TEXT', Data => text_octets($scene)));
	$message->add(@$_) for grep { $_->[0] !~ /^(Reply-To|References|In-Reply-To)$/ } @{$scene->{fields}};
	$message->add('In-Reply-To' => '<20261120.question@lewisham.gov.uk>') if @{$scene->{fields}};
	$message->attr('content-type.charset' => $scene->{charset}) unless @{$scene->{files}} || $scene->{html};
	if ($scene->{html}) {
		my $alternative = $message->attach(Type => 'multipart/alternative');
		$alternative->attach(Type => "text/plain; charset=$scene->{charset}", Data => text_octets($scene));
		$alternative->attach(Type => 'text/html', Data => encode('utf-8', $scene->{html}));
	} elsif (@{$scene->{files}}) {
		$message->attach(Type => 'TEXT', Data => text_octets($scene));
	}
	for my $file (@{$scene->{files}}) {
		my $name = encode('utf-8', $file->{name});
		$message->attach(Type => $file->{type}, Path => "$files/$file->{path}", Filename => $name,
			Disposition => $file->{cid} ? 'inline' : 'attachment', $file->{cid} ? (Id => "<$file->{cid}>") : (),
			$file->{type} eq 'message/rfc822' ? (Encoding => '8bit') : ());
	}
	by_smtp($scene, $message->as_string);
}

sub mime_entity {
	my ($scene) = @_;
	my $message = MIME::Entity->build(From => mailbox($scene->{from}), To => mailboxes($scene->{to}),
		Cc => mailboxes($scene->{cc}), Subject => word($scene->{subject}), Data => [text_octets($scene)],
		Charset => $scene->{charset}, Encoding => '-SUGGEST', Type => 'text/plain',
		'Message-ID' => "<$$.$scene->{what}\@marrowby.example.org>", map { @$_ } @{$scene->{fields}});
	if ($scene->{html}) {
		$message->make_multipart('alternative');
		$message->attach(Type => 'text/html', Charset => 'utf-8', Data => encode('utf-8', $scene->{html}),
			Encoding => '-SUGGEST');
	}
	$message->make_multipart('mixed', Force => 1) if @{$scene->{files}};
	for my $file (@{$scene->{files}}) {
		$message->attach(Type => $file->{type}, Path => "$files/$file->{path}",
			Filename => $file->{name} =~ /[^\x00-\x7f]/ ? word($file->{name}) : $file->{name},
			Encoding => $file->{type} eq 'message/rfc822' ? '7bit' : 'base64', $file->{cid} ? (Id => "<$file->{cid}>") : ());
	}
	by_smtp($scene, $message->as_string);
}

sub email_mime {
	my ($scene) = @_;
	my $charset = uc $scene->{charset};
	my @parts = (Email::MIME->create(attributes => {content_type => 'text/plain', charset => $charset,
		encoding => $charset eq 'US-ASCII' ? '7bit' : 'quoted-printable', disposition => 'inline'},
		body_str => $scene->{text}));
	@parts = (Email::MIME->create(attributes => {content_type => 'multipart/alternative'}, parts => [@parts,
		Email::MIME->create(attributes => {content_type => 'text/html', charset => 'UTF-8',
			encoding => 'quoted-printable'}, body_str => $scene->{html})])) if $scene->{html};
	for my $file (@{$scene->{files}}) {
		push @parts, Email::MIME->create(attributes => {content_type => $file->{type}, filename => $file->{name},
			name => $file->{name}, encoding => $file->{type} eq 'message/rfc822' ? '7bit' : 'base64',
			disposition => $file->{cid} ? 'inline' : 'attachment'}, body => slurp("$files/$file->{path}"),
			$file->{cid} ? (header => ['Content-ID' => "<$file->{cid}>"]) : ());
	}
	my $message = Email::MIME->create(header_str => [From => mailbox($scene->{from}), Subject => $scene->{subject},
		To => [map { Email::Address::XS->new(@$_) } @{$scene->{to}}],
		Cc => [map { Email::Address::XS->new(@$_) } @{$scene->{cc}}],
		'Message-ID' => "<$$.$scene->{what}\@marrowby.example.org>", map { @$_ } @{$scene->{fields}}],
		@parts > 1 ? (parts => \@parts) : (attributes => {content_type => 'text/plain', charset => $charset,
			encoding => '8bit'}, body_str => $scene->{text}));
	by_smtp($scene, $message->as_string);
}

sub stuffer {
	my ($scene) = @_;
	my $stuffer = Email::Stuffer->from(mailbox($scene->{from}))->to(map { mailbox($_) } @{$scene->{to}})
		->cc(map { mailbox($_) } @{$scene->{cc}})->subject($scene->{subject})->text_body($scene->{text});
	$stuffer->header(@$_) for @{$scene->{fields}};
	$stuffer->html_body($scene->{html}) if $scene->{html};
	$stuffer->attach(slurp("$files/$_->{path}"), content_type => $_->{type}, filename => $_->{name})
		for @{$scene->{files}};
	$stuffer->transport(Email::Sender::Transport::SMTP->new(host => '127.0.0.1', port => $ENV{SINK_PORT}))->send_or_die;
}

sub mail_box {
	my ($scene) = @_;
	my @attached = map { Mail::Message::Body::Lines->new(mime_type => $_->{type}, data => slurp("$files/$_->{path}"),
		transfer_encoding => 'none', disposition => 'attachment; filename="' . word($_->{name}) . '"') } @{$scene->{files}};
	my $message = Mail::Message->build(From => mailbox($scene->{from}), To => mailboxes($scene->{to}),
		Cc => mailboxes($scene->{cc}), Subject => word($scene->{subject}), data => $scene->{text},
		@attached ? (attach => \@attached) : ());
	by_smtp($scene, $message->string);
}

my $few = qr/^(docx|welsh-docx|polish-long-name-pdf|punctuation-pdf)$/;
my %programs = ('perl-mime-lite' => [\&mime_lite, qr/^(?!calendar)/], 'perl-mime-entity' => [\&mime_entity, qr/^(?!calendar)/],
	'perl-email-mime' => [\&email_mime, qr/^(?!calendar|related)/], 'perl-mail-box' => [\&mail_box, $few],
	'perl-email-stuffer' => [\&stuffer, qr/$few|^(alternative-odt|awkward-text-docx|windows1252-pdf)$/]);
for my $program (sort keys %programs) {
	my ($send, $wanted) = @{$programs{$program}};
	for my $scene (grep { $_->{what} =~ $wanted } @$scenes) {
		name_it("$program-$scene->{what}");
		eval { $send->($scene); 1 } or warn "$program-$scene->{what}: $@";
	}
}
