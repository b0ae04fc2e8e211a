#include "message/sanitise/image_size.h"

#include <stdbool.h>
#include <string.h>

#define JPEG_SEGMENTS	 1000
#define TIFF_DIRECTORY	 12 /* octets of an entry */
#define TIFF_WIDTH	 256
#define TIFF_HEIGHT	 257
#define TIFF_SHORT	 3
#define TIFF_DIRECTORIES 64

static uint32_t get(const uint8_t *at, unsigned octets, bool is_big)
{
	uint32_t value = 0;

	for (unsigned i = 0; i < octets; i++)
		value |= (uint32_t)at[i] << 8 * (is_big ? octets - 1 - i : i);
	return value;
}

static uint64_t product(uint32_t width, uint32_t height)
{
	return (uint64_t)width * height;
}

/* A frame header's marker: SOF0 to SOF15, but for the three among them that are none. */
static bool is_frame(uint8_t marker)
{
	return marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
}

static uint64_t jpeg_pixels(const uint8_t *octets, size_t size)
{
	size_t at = 2;

	for (unsigned i = 0; i < JPEG_SEGMENTS && at + 9 <= size; i++) {
		if (octets[at] != 0xff)
			return 0;
		uint8_t marker = octets[at + 1];
		if (marker == 0xff) { /* fill */
			at++;
			continue;
		}
		if (is_frame(marker))
			return product(get(octets + at + 7, 2, true), get(octets + at + 5, 2, true));
		at += 2 + (size_t)get(octets + at + 2, 2, true);
	}
	return 0;
}

/* Older headers have two octets for each; a negative height stands for lines from the top. */
static uint64_t bmp_pixels(const uint8_t *octets, size_t size)
{
	if (size < 26)
		return 0;
	if (get(octets + 14, 4, false) == 12)
		return product(get(octets + 18, 2, false), get(octets + 20, 2, false));
	uint32_t width = get(octets + 18, 4, false), height = get(octets + 22, 4, false);
	return product(width, height > INT32_MAX ? 0 - height : height);
}

static uint64_t tiff_entries(const uint8_t *at, unsigned count, bool is_big)
{
	uint32_t width = 0, height = 0;

	for (unsigned i = 0; i < count; i++, at += TIFF_DIRECTORY) {
		uint32_t tag = get(at, 2, is_big),
			 value = get(at + 8, get(at + 2, 2, is_big) == TIFF_SHORT ? 2 : 4, is_big);
		if (tag == TIFF_WIDTH)
			width = value;
		else if (tag == TIFF_HEIGHT)
			height = value;
	}
	return product(width, height);
}

/* The largest of its pages. */
static uint64_t tiff_pixels(const uint8_t *octets, size_t size)
{
	bool is_big = octets[0] == 'M';
	uint64_t most = 0;

	if (size < 8)
		return 0;
	size_t at = get(octets + 4, 4, is_big);
	for (unsigned i = 0; i < TIFF_DIRECTORIES && at >= 8 && at < size && size - at >= 2; i++) {
		unsigned count = get(octets + at, 2, is_big);
		if ((size - at - 2) / TIFF_DIRECTORY < count)
			break;
		uint64_t pixels = tiff_entries(octets + at + 2, count, is_big);
		most = pixels > most ? pixels : most;
		at += 2 + (size_t)count * TIFF_DIRECTORY;
		if (size - at < 4)
			break;
		at = get(octets + at, 4, is_big);
	}
	return most;
}

uint64_t image_size_pixels(const char *octets, size_t size)
{
	const uint8_t *bytes = (const uint8_t *)octets;

	if (size >= 24 && memcmp(octets, "\x89PNG", 4) == 0)
		return product(get(bytes + 16, 4, true), get(bytes + 20, 4, true));
	if (size >= 10 && memcmp(octets, "GIF8", 4) == 0)
		return product(get(bytes + 6, 2, false), get(bytes + 8, 2, false));
	if (size >= 4 && memcmp(octets, "\xff\xd8", 2) == 0)
		return jpeg_pixels(bytes, size);
	if (size >= 4 && memcmp(octets, "BM", 2) == 0)
		return bmp_pixels(bytes, size);
	if (size >= 4 && (memcmp(octets, "II*", 4) == 0 || memcmp(octets, "MM\0*", 4) == 0))
		return tiff_pixels(bytes, size);
	return 0;
}
