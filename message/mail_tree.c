#include "message/mail_tree.h"

void mail_tree_open(struct mail_tree *tree, const struct mapping *mapping)
{
	/* With bounds: the descriptor's own position is the gate's. */
	tree->stream = g_mime_stream_fs_new_with_bounds(mapping->fd, 0, -1);
	g_mime_stream_fs_set_owner(GMIME_STREAM_FS(tree->stream), FALSE);
	tree->parser = g_mime_parser_new_with_stream(tree->stream);
	g_mime_parser_set_persist_stream(tree->parser, TRUE);
	g_mime_parser_set_format(tree->parser, GMIME_FORMAT_MESSAGE);
	tree->message = g_mime_parser_construct_message(tree->parser, NULL);
}

void mail_tree_close(struct mail_tree *tree)
{
	g_clear_object(&tree->message);
	g_clear_object(&tree->parser);
	g_clear_object(&tree->stream);
}
