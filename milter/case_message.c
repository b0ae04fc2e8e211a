#include "milter/case_message.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PATH_SIZE      4096
#define BASE64_COLUMNS 76

/* Octets of a case's message while they are put together. The first error sticks. */
struct builder {
	const struct case_file *file;
	const char *files;
	FILE *out;
	int error;
};

/* What an "attach:" line says. */
struct attachment {
	char source[128];
	char name[128];
	char type[128];
	char disposition[16];
	char id[32];
	size_t pad; /* octets: zeros are added up to this size */
};

static const struct {
	const char *extension;
	const char *type;
} types[] = {
    {"docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"},
    {"doc", "application/msword"},
    {"odt", "application/vnd.oasis.opendocument.text"},
    {"rtf", "application/rtf"},
    {"pdf", "application/pdf"},
    {"zip", "application/zip"},
    {"png", "image/png"},
    {"dat", "application/ms-tnef"},
};

static void complain(struct builder *builder, const char *what, const char *which)
{
	fprintf(stderr, "%s: %s: %s\n", builder->file->path, what, which);
	builder->error = -EINVAL;
}

/* Text with LF line ends. */
static void put(struct builder *builder, const char *text, size_t length)
{
	for (size_t i = 0; i < length; i++) {
		if (text[i] == '\n')
			fputc('\r', builder->out);
		fputc(text[i], builder->out);
	}
}

static void put_string(struct builder *builder, const char *text)
{
	put(builder, text, strlen(text));
}

static void put_base64(struct builder *builder, const uint8_t *bytes, size_t size)
{
	static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

	for (size_t i = 0; i < size; i += 3) {
		uint32_t group = (uint32_t)bytes[i] << 16;
		group |= i + 1 < size ? (uint32_t)bytes[i + 1] << 8 : 0;
		group |= i + 2 < size ? bytes[i + 2] : 0;
		char four[5] = {letters[group >> 18], letters[group >> 12 & 63],
		    i + 1 < size ? letters[group >> 6 & 63] : '=', i + 2 < size ? letters[group & 63] : '='};
		put_string(builder, four);
		if (i / 3 % (BASE64_COLUMNS / 4) == BASE64_COLUMNS / 4 - 1)
			put_string(builder, "\n");
	}
	put_string(builder, "\n");
}

static void put_file(struct builder *builder, const char *name, size_t pad)
{
	char path[PATH_SIZE];
	char *text = NULL;
	size_t size = 0;

	snprintf(path, sizeof(path), "%s/%s", builder->files, name);
	if (case_file_slurp(path, &text, &size) < 0) {
		complain(builder, "no such sample", name);
		return;
	}
	uint8_t *bytes = calloc(1, size > pad ? size : pad + 1);
	if (bytes == NULL) {
		builder->error = -ENOMEM;
	} else {
		memcpy(bytes, text, size);
		put_base64(builder, bytes, size > pad ? size : pad);
	}
	free(bytes);
	free(text);
}

/* "{octets 0D 00}" within a line: these, as they are. False when the text is nothing of the kind. */
static bool put_octets(struct builder *builder, const char *text, size_t *ret_length)
{
	static const char opening[] = "{octets";
	size_t at = strlen(opening);
	unsigned octet = 0;
	int used = 0;

	if (strncmp(text, opening, at) != 0)
		return false;
	for (; sscanf(text + at, " %2x%n", &octet, &used) == 1; at += (size_t)used)
		fputc((int)octet, builder->out);
	if (text[at] != '}')
		complain(builder, "not like {octets 0D 00}", text);
	*ret_length = at + 1;
	return true;
}

/* A line of the message: itself, or the file that it names. */
static void put_line(struct builder *builder, const char *line, size_t length)
{
	char name[64];
	size_t used = 0;

	if (length > 2 && length < sizeof(name) && sscanf(line, "{base64 %63[^}\n]}\n", name) == 1) {
		put_file(builder, name, 0);
		return;
	}
	for (size_t at = 0; at < length && builder->error == 0; at += used) {
		used = 1;
		if (line[at] != '{' || !put_octets(builder, line + at, &used))
			put(builder, line + at, 1);
	}
}

static void put_lines(struct builder *builder, const char *text, const char *end)
{
	while (text < end && builder->error == 0) {
		size_t length = strcspn(text, "\n");
		length += text[length] == '\n';
		put_line(builder, text, length);
		text += length;
	}
}

/* Copies a word, or what stands in double quotes; moves on past it. */
static void read_value(const char **at, char *value, size_t size)
{
	const char *ends = " ";
	size_t used = 0;

	if (**at == '"') {
		ends = "\"";
		++*at;
	}
	for (; **at != '\0' && strchr(ends, **at) == NULL; ++*at)
		if (used + 1 < size)
			value[used++] = **at;
	value[used] = '\0';
	*at += **at == '"';
	*at += strspn(*at, " ");
}

static void default_type(const char *name, char *type, size_t size)
{
	const char *dot = strrchr(name, '.');

	snprintf(type, size, "application/octet-stream");
	for (size_t i = 0; dot != NULL && i < sizeof(types) / sizeof(types[0]); i++)
		if (strcmp(types[i].extension, dot + 1) == 0)
			snprintf(type, size, "%s", types[i].type);
}

/* "form.docx name="Form 1.docx" type=application/octet-stream disposition=inline id=logo pad=60000". */
static void read_attachment(struct builder *builder, const char *text, struct attachment *attachment)
{
	char number[32] = "0";

	memset(attachment, 0, sizeof(*attachment));
	read_value(&text, attachment->source, sizeof(attachment->source));
	const char *slash = strrchr(attachment->source, '/');
	snprintf(attachment->name, sizeof(attachment->name), "%s", slash != NULL ? slash + 1 : attachment->source);
	default_type(attachment->source, attachment->type, sizeof(attachment->type));
	strcpy(attachment->disposition, "attachment");
	while (*text != '\0' && builder->error == 0) {
		size_t length = strcspn(text, "=");
		const char *value = text + length + (text[length] == '=');
		if (strncmp(text, "name", length) == 0)
			read_value(&value, attachment->name, sizeof(attachment->name));
		else if (strncmp(text, "type", length) == 0)
			read_value(&value, attachment->type, sizeof(attachment->type));
		else if (strncmp(text, "disposition", length) == 0)
			read_value(&value, attachment->disposition, sizeof(attachment->disposition));
		else if (strncmp(text, "id", length) == 0)
			read_value(&value, attachment->id, sizeof(attachment->id));
		else if (strncmp(text, "pad", length) == 0)
			read_value(&value, number, sizeof(number));
		else
			complain(builder, "attach: what is this", text);
		text = value;
	}
	attachment->pad = strtoul(number, NULL, 10);
}

static void put_attachment(struct builder *builder, const struct attachment *attachment)
{
	char text[1024];

	snprintf(text, sizeof(text),
	    "--case\nContent-Type: %s; name=\"%s\"\nContent-Transfer-Encoding: base64\n"
	    "Content-Disposition: %s; filename=\"%s\"\n",
	    attachment->type, attachment->name, attachment->disposition, attachment->name);
	put_string(builder, text);
	if (attachment->id[0] != '\0') {
		snprintf(text, sizeof(text), "Content-ID: <%s@case.example>\n", attachment->id);
		put_string(builder, text);
	}
	put_string(builder, "\n");
	put_file(builder, attachment->source, attachment->pad);
}

static void put_attachments(struct builder *builder)
{
	struct attachment attachment;

	for (size_t i = 0; i < builder->file->line_count && builder->error == 0; i++) {
		if (strcmp(builder->file->lines[i].key, "attach") != 0)
			continue;
		read_attachment(builder, builder->file->lines[i].value, &attachment);
		put_attachment(builder, &attachment);
	}
	put_string(builder, "--case--\n");
}

static void put_message(struct builder *builder)
{
	const char *message = builder->file->message;
	const char *body = strstr(message, "\n\n");

	if (case_file_value(builder->file, "attach") == NULL) {
		put_lines(builder, message, message + strlen(message));
		return;
	}
	if (body == NULL) {
		complain(builder, "attach", "the message has no empty line");
		return;
	}
	put_lines(builder, message, body + 1);
	put_string(builder, "MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=\"case\"\n\n--case\n"
			    "Content-Type: text/plain; charset=utf-8\n\n");
	put_lines(builder, body + 2, body + strlen(body));
	put_attachments(builder);
}

int case_message_build(const struct case_file *file, const char *files, struct case_message *ret_message)
{
	char *bytes = NULL;
	size_t size = 0;
	struct builder builder = {.file = file, .files = files, .out = open_memstream(&bytes, &size)};

	if (builder.out == NULL)
		return -ENOMEM;
	put_message(&builder);
	if (fclose(builder.out) != 0)
		builder.error = -ENOMEM;
	if (builder.error < 0) {
		free(bytes);
		return builder.error;
	}
	const char *empty = memmem(bytes, size, "\r\n\r\n", 4);
	*ret_message = (struct case_message){
	    .bytes = (uint8_t *)bytes, .size = size, .header_size = empty != NULL ? (size_t)(empty - bytes) + 2 : size};
	return 0;
}

void case_message_clear(struct case_message *message)
{
	free(message->bytes);
	memset(message, 0, sizeof(*message));
}
