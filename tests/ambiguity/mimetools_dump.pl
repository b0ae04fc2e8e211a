#!/usr/bin/perl
# mimetools_dump: what Perl's MIME::tools reads in messages, as any program would ask it; one line of JSON a message.
#
# Reads file names, one a line. The members are those of gmime_dump.c, but for the octets of a leaf, which are given
# whole: MIME::tools turns the line ends of text into the local ones, and readings.py makes that good.
use strict;
use warnings;
use JSON::PP;
use MIME::Base64 qw(encode_base64);
use MIME::Parser;

$| = 1;
my $json = JSON::PP->new->ascii->canonical;
my $parser = MIME::Parser->new;
$parser->output_to_core(1);
$parser->tmp_to_core(1);
$SIG{__WARN__} = sub { };    # it quotes the message

sub put {
	my ($parts, $entity, $path) = @_;
	my $head = $entity->head;
	my $type = $entity->effective_type;
	my $encoding = $head->mime_encoding;
	my %part = (
		path => $path,
		type => $type,
		name => scalar $head->recommended_filename,
		encoding => $encoding =~ /^(?:7bit|8bit|binary)\z/ ? 'identity' : $encoding,
		charset => scalar $head->mime_attr('content-type.charset'),
		disposition => scalar $head->mime_attr('content-disposition'),
	);
	my @children = $entity->parts;
	$part{kind} = $type =~ m{^multipart/} ? 'multipart' : @children ? 'message' : 'leaf';
	$part{octets} = encode_base64($entity->bodyhandle->as_string, '') if $entity->bodyhandle;
	push @$parts, \%part;
	put($parts, $children[$_], "$path." . ($_ + 1)) for 0 .. $#children;
}

while (my $path = <STDIN>) {
	chomp $path;
	my @parts;
	my $line = eval {
		local $SIG{ALRM} = sub { die "too long\n" };
		alarm 20;
		my $entity = $parser->parse_open($path);
		put(\@parts, $entity, '1');
		$json->encode({ parts => \@parts });
	};
	alarm 0;
	print $line // '{"parts":[],"failed":true}', "\n";
}
