#include "milter/control.h"

#include "channel/channel.h"
#include "rules/codec.h"

#include <errno.h>
#include <stdbool.h>

static bool carries_fd(enum control_kind kind)
{
	return kind == CONTROL_SCREENER || kind == CONTROL_TEMPLATE || kind == CONTROL_POLICY ||
	       kind == CONTROL_CHECKPOINT;
}

int control_send(int socket, const struct control *control, int fd, int timeout_ms)
{
	struct writer writer;

	writer_init(&writer);
	writer_u8(&writer, (uint8_t)control->kind);
	writer_u32(&writer, control->index);
	writer_u32(&writer, control->generation);
	writer_u64(&writer, control->serial);
	int r = writer.error;
	if (r == 0)
		r = channel_send(socket, writer.bytes, writer.length, &fd, fd >= 0 ? 1 : 0, timeout_ms);
	writer_clear(&writer);
	return r;
}

int control_receive(int socket, int timeout_ms, struct control *ret_control, int *ret_fd)
{
	struct packet packet;
	struct reader reader;
	struct control control = {CONTROL_NONE};
	int r = channel_receive(socket, timeout_ms, &packet);

	if (r < 0)
		return r;
	reader_init(&reader, packet.bytes, packet.size);
	control.kind = (enum control_kind)reader_enum(&reader, CONTROL_KIND_COUNT);
	control.index = reader_u32(&reader);
	control.generation = reader_u32(&reader);
	control.serial = reader_u64(&reader);
	r = reader_finish(&reader);
	if (r == 0 && (control.kind == CONTROL_NONE || packet.fd_count != (carries_fd(control.kind) ? 1U : 0U)))
		r = -EBADMSG;
	if (r == 0) {
		*ret_control = control;
		*ret_fd = packet_take_fd(&packet, 0);
	}
	packet_clear(&packet);
	return r;
}
