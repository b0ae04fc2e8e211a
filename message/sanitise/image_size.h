/*
 * image_size: how large a picture says it is. By its header, without decoding any of it: PNG (ISO 15948
 * section 11.2.2), JPEG (ITU T.81 annex B), GIF, BMP, TIFF 6.0. Pure.
 */
#ifndef MESSAGE_SANITISE_IMAGE_SIZE_H
#define MESSAGE_SANITISE_IMAGE_SIZE_H

#include <stddef.h>
#include <stdint.h>

/* The most pixels that any header in it stands for; 0 when it says nothing that can be read. */
uint64_t image_size_pixels(const char *octets, size_t size);

#endif
