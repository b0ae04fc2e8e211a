#include "message/grammar/rule.h"

#include <errno.h>

struct row {
	const char *word;
	const char *section;
	const char *sentence;
	enum trouble trouble;
};

static const struct row rows[RULE_COUNT] = {
    [RULE_NONE] = {"none", "", "Nothing is broken.", TROUBLE_NONE},

    [RULE_NUL] = {"nul", "RFC 5322 section 2.3", "No octet is zero.", TROUBLE_CHARACTERS},
    [RULE_BARE_CR] = {"bare-cr", "RFC 5322 section 2.3", "A carriage return stands only before a line feed.",
	TROUBLE_CHARACTERS},
    [RULE_BARE_LF] = {"bare-lf", "RFC 5322 section 2.3", "A line feed stands only behind a carriage return.",
	TROUBLE_CHARACTERS},
    [RULE_LINE_LENGTH] = {"line-length", "RFC 5322 section 2.1.1", "A line has at most 998 octets.",
	TROUBLE_CHARACTERS},
    [RULE_LAST_LINE] = {"last-line", "RFC 5322 section 2.1", "The last line ends like every other.",
	TROUBLE_CHARACTERS},

    [RULE_FIELD_SYNTAX] = {"field-syntax", "RFC 5322 section 2.2",
	"A line of a header is a field with a name and a colon, or continues one.", TROUBLE_HEADER},
    [RULE_FIELD_BLANKS] = {"field-blanks", "RFC 5322 section 2.2",
	"The colon stands immediately behind the name of a field.", TROUBLE_HEADER},
    [RULE_FIELD_FOLDING] = {"field-folding", "RFC 5322 section 2.2.3",
	"A line that continues a field has more than blanks.", TROUBLE_HEADER},
    [RULE_FIELD_OCTETS] = {"field-octets", "RFC 6532 section 3.2",
	"A field has no control characters but tabs, and what is not ASCII is UTF-8.", TROUBLE_CHARACTERS},
    [RULE_FIELD_REPEATED] = {"field-repeated", "RFC 5322 section 3.6",
	"A field that has a meaning only once occurs once.", TROUBLE_HEADER},
    [RULE_HEADER_END] = {"header-end", "RFC 2046 section 5.1", "The header of a part ends with an empty line.",
	TROUBLE_STRUCTURE},

    [RULE_ADDRESS_SYNTAX] = {"address-syntax", "RFC 5322 section 3.4",
	"Addresses are a list of mailboxes and groups, separated by commas.", TROUBLE_ADDRESSES},

    [RULE_MIME_VERSION] = {"mime-version", "RFC 2045 section 4", "The version of MIME is 1.0.", TROUBLE_HEADER},
    [RULE_TYPE_SYNTAX] = {"type-syntax", "RFC 2045 section 5.1",
	"A content type is two words with a slash between them, and parameters.", TROUBLE_HEADER},
    [RULE_ENCODING_NAME] = {"encoding-name", "RFC 2045 section 6.1",
	"A transfer encoding is 7bit, 8bit, binary, quoted-printable or base64, and nothing stands beside it.",
	TROUBLE_ENCODING},
    [RULE_ENCODING_OF_CONTAINER] = {"encoding-of-container", "RFC 2045 section 6.4",
	"Multiparts and attached messages are not encoded themselves.", TROUBLE_ENCODING},
    [RULE_DISPOSITION_SYNTAX] = {"disposition-syntax", "RFC 2183 section 2",
	"A disposition is inline or attachment, and parameters.", TROUBLE_HEADER},
    [RULE_PARAMETER_SYNTAX] = {"parameter-syntax", "RFC 2045 section 5.1",
	"A parameter is a semicolon, a name, an equals sign, and a word or a quoted string.", TROUBLE_HEADER},
    [RULE_PARAMETER_REPEATED] = {"parameter-repeated", "RFC 2045 section 5", "A parameter occurs once in a field.",
	TROUBLE_HEADER},
    [RULE_PARAMETER_SECTIONS] = {"parameter-sections", "RFC 2231 section 3",
	"The sections of a parameter are numbered from 0, in order and without a gap.", TROUBLE_FILE_NAME},
    [RULE_PARAMETER_CHARSET] = {"parameter-charset", "RFC 2231 section 4",
	"An extended parameter names a charset that is admitted, and is text in it.", TROUBLE_FILE_NAME},
    [RULE_CHARSET] = {"charset", "RFC 2046 section 4.1.2", "The charset of a text is one that is admitted.",
	TROUBLE_CHARACTERS},
    [RULE_CHARSET_OCTETS] = {"charset-octets", "RFC 2046 section 4.1.2", "A text is text in its charset.",
	TROUBLE_CHARACTERS},
    [RULE_NAME_WORDS] = {"name-words", "RFC 2047 section 5",
	"An encoded word in a name stands between blanks, and is text in its charset.", TROUBLE_FILE_NAME},
    [RULE_NAME_CONFLICT] = {"name-conflict", "RFC 2183 section 2.3",
	"All readings of a file name that have an extension have the same.", TROUBLE_FILE_NAME},

    [RULE_BOUNDARY_SYNTAX] = {"boundary-syntax", "RFC 2046 section 5.1.1",
	"A multipart has a boundary of 1 to 70 characters.", TROUBLE_STRUCTURE},
    [RULE_BOUNDARY_CLASH] = {"boundary-clash", "RFC 2046 section 5.1.2",
	"No boundary is the beginning of another in the message.", TROUBLE_STRUCTURE},
    [RULE_DELIMITER] = {"delimiter", "RFC 2046 section 5.1.1",
	"A line that could be taken for a delimiter is one, exactly as it must be, where one is expected.",
	TROUBLE_STRUCTURE},
    [RULE_DELIMITER_CLOSE] = {"delimiter-close", "RFC 2046 section 5.1.1", "A multipart ends with its close delimiter.",
	TROUBLE_STRUCTURE},
    [RULE_MULTIPART_EMPTY] = {"multipart-empty", "RFC 2046 section 5.1.1", "A multipart has at least one part.",
	TROUBLE_STRUCTURE},
    [RULE_PREAMBLE] = {"preamble", "RFC 2046 section 5.1.1",
	"Before the first part of a multipart stands at most a short notice in plain words.", TROUBLE_STRUCTURE},
    [RULE_EPILOGUE] = {"epilogue", "RFC 2046 section 5.1.1", "Behind the last part of a multipart stands nothing.",
	TROUBLE_STRUCTURE},
    [RULE_DIGEST] = {"digest", "RFC 2046 section 5.1.5", "A part of a digest states its type.", TROUBLE_STRUCTURE},

    [RULE_BASE64] = {"base64", "RFC 2045 section 6.8",
	"Base64 has whole groups of four of its characters, and padding only at its end.", TROUBLE_ENCODING},
    [RULE_QUOTED_PRINTABLE] = {"quoted-printable", "RFC 2045 section 6.7",
	"In quoted-printable an equals sign stands before two hexadecimal digits or the end of a line.",
	TROUBLE_ENCODING},
    [RULE_EIGHT_BIT] = {"eight-bit", "RFC 2045 section 2.8",
	"Octets above 127 stand only in a part that announces them.", TROUBLE_CHARACTERS},
};

const char *grammar_rule_word(enum grammar_rule rule)
{
	return rows[rule].word;
}

const char *grammar_rule_section(enum grammar_rule rule)
{
	return rows[rule].section;
}

const char *grammar_rule_sentence(enum grammar_rule rule)
{
	return rows[rule].sentence;
}

enum trouble grammar_rule_trouble(enum grammar_rule rule)
{
	return rows[rule].trouble;
}

int grammar_fault_set(struct grammar_fault *fault, enum grammar_rule rule, size_t offset)
{
	fault->rule = rule;
	fault->offset = offset;
	return -EBADMSG;
}
