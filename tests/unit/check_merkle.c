/* merkle: the tree of RFC 6962, its roots against the known ones, and every proof of small trees. */
#include "audit/merkle.h"
#include "tests/support/run_suite.h"

#include <check.h>
#include <errno.h>
#include <string.h>

#define SIZE_MOST 130

/* The leaves and the roots of the reference implementation of Certificate Transparency (merkle_tree_test). */
static const struct {
	const char *octets;
	size_t size;
} inputs[] = {{"", 0}, {"\x00", 1}, {"\x10", 1}, {"\x20\x21", 2}, {"\x30\x31", 2}, {"\x40\x41\x42\x43", 4},
    {"\x50\x51\x52\x53\x54\x55\x56\x57", 8}, {"\x60\x61\x62\x63\x64\x65\x66\x67\x68\x69\x6a\x6b\x6c\x6d\x6e\x6f", 16}};

static const char *const roots[] = {"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"};

static int known_leaf(void *context, uint64_t index, struct merkle_hash *ret_hash)
{
	(void)context;
	return merkle_hash_leaf(inputs[index].octets, inputs[index].size, ret_hash);
}

START_TEST(the_roots_are_the_known_ones)
{
	struct merkle_range range = {0};
	struct merkle_hash root, leaf;
	char text[DIGEST_HEX_SIZE];

	for (int i = 0; i < _i; i++) {
		ck_assert_int_eq(known_leaf(NULL, (uint64_t)i, &leaf), 0);
		ck_assert_int_eq(merkle_range_append(&range, &leaf), 0);
	}
	ck_assert_int_eq(merkle_range_root(&range, &root), 0);
	digest_hex(root.octets, DIGEST_SIZE, text);
	ck_assert_str_eq(text, roots[_i]);
	ck_assert_int_eq(merkle_root(known_leaf, NULL, (uint64_t)_i, &root), 0);
	digest_hex(root.octets, DIGEST_SIZE, text);
	ck_assert_str_eq(text, roots[_i]);
}
END_TEST

static int numbered_leaf(void *context, uint64_t index, struct merkle_hash *ret_hash)
{
	(void)context;
	return merkle_hash_leaf(&index, sizeof(index), ret_hash);
}

static struct merkle_hash root_of(uint64_t size)
{
	struct merkle_hash root;

	ck_assert_int_eq(merkle_root(numbered_leaf, NULL, size, &root), 0);
	return root;
}

START_TEST(every_leaf_is_proved_and_nothing_else)
{
	struct merkle_hash root = root_of((uint64_t)_i), leaf, other;
	struct merkle_proof proof;
	uint64_t size = (uint64_t)_i;

	for (uint64_t index = 0; index < size; index++) {
		ck_assert_int_eq(merkle_prove_inclusion(numbered_leaf, NULL, index, size, &proof), 0);
		ck_assert_int_eq(numbered_leaf(NULL, index, &leaf), 0);
		ck_assert_int_eq(numbered_leaf(NULL, index + 1, &other), 0);
		ck_assert_int_eq(merkle_check_inclusion(&proof, index, size, &leaf, &root), 0);
		ck_assert_int_eq(merkle_check_inclusion(&proof, index, size, &other, &root), -EBADMSG);
		ck_assert_int_eq(merkle_check_inclusion(&proof, size, size, &leaf, &root), -EBADMSG);
		if (size > 1)
			ck_assert_int_eq(merkle_check_inclusion(&proof, index ^ 1, size, &leaf, &root), -EBADMSG);
		if (proof.count > 0) {
			proof.hashes[proof.count - 1].octets[0] ^= 1;
			ck_assert_int_eq(merkle_check_inclusion(&proof, index, size, &leaf, &root), -EBADMSG);
			proof.hashes[proof.count - 1].octets[0] ^= 1;
			proof.count--;
			ck_assert_int_eq(merkle_check_inclusion(&proof, index, size, &leaf, &root), -EBADMSG);
			proof.count++;
		}
		proof.hashes[proof.count++] = leaf;
		ck_assert_int_eq(merkle_check_inclusion(&proof, index, size, &leaf, &root), -EBADMSG);
	}
}
END_TEST

START_TEST(every_beginning_is_proved_and_nothing_else)
{
	struct merkle_hash root = root_of((uint64_t)_i);
	struct merkle_proof proof;
	uint64_t size = (uint64_t)_i;

	for (uint64_t old_size = 1; old_size <= size; old_size++) {
		struct merkle_hash old_root = root_of(old_size), wrong = root_of(old_size - 1);
		ck_assert_int_eq(merkle_prove_consistency(numbered_leaf, NULL, old_size, size, &proof), 0);
		ck_assert_int_eq(merkle_check_consistency(&proof, old_size, &old_root, size, &root), 0);
		ck_assert_int_eq(merkle_check_consistency(&proof, old_size, &wrong, size, &root), -EBADMSG);
		ck_assert_int_eq(merkle_check_consistency(&proof, old_size, &old_root, size, &wrong), -EBADMSG);
		if (proof.count > 0) {
			proof.count--;
			ck_assert_int_eq(merkle_check_consistency(&proof, old_size, &old_root, size, &root), -EBADMSG);
			proof.count++;
		}
		proof.hashes[proof.count++] = root;
		ck_assert_int_eq(merkle_check_consistency(&proof, old_size, &old_root, size, &root), -EBADMSG);
	}
}
END_TEST

START_TEST(what_cannot_be_is_not_proved)
{
	struct merkle_proof proof = {.count = 7};
	struct merkle_hash root = root_of(4);

	ck_assert_int_eq(merkle_prove_inclusion(numbered_leaf, NULL, 4, 4, &proof), -EINVAL);
	ck_assert_int_eq(merkle_prove_inclusion(numbered_leaf, NULL, 0, 0, &proof), -EINVAL);
	ck_assert_int_eq(merkle_prove_consistency(numbered_leaf, NULL, 0, 4, &proof), -EINVAL);
	ck_assert_int_eq(merkle_prove_consistency(numbered_leaf, NULL, 5, 4, &proof), -EINVAL);
	ck_assert_uint_eq(proof.count, 7);
	ck_assert_int_eq(merkle_check_consistency(&proof, 0, &root, 4, &root), -EBADMSG);
	ck_assert_int_eq(merkle_check_consistency(&proof, 5, &root, 4, &root), -EBADMSG);
}
END_TEST

static int broken_leaf(void *context, uint64_t index, struct merkle_hash *ret_hash)
{
	return index == 2 ? -EIO : numbered_leaf(context, index, ret_hash);
}

START_TEST(a_leaf_that_cannot_be_read_is_an_error)
{
	struct merkle_proof proof;
	struct merkle_hash root;

	ck_assert_int_eq(merkle_root(broken_leaf, NULL, 3, &root), -EIO);
	ck_assert_int_eq(merkle_root(broken_leaf, NULL, 2, &root), 0);
	ck_assert_int_eq(merkle_prove_inclusion(broken_leaf, NULL, 0, 4, &proof), -EIO);
	ck_assert_int_eq(merkle_prove_consistency(broken_leaf, NULL, 2, 4, &proof), -EIO);
}
END_TEST

/* Longer than what is hashed on the stack. */
START_TEST(long_and_short_leaves_are_hashed_alike)
{
	static char octets[10000];
	struct merkle_hash hash, again;
	uint8_t prefixed[sizeof(octets) + 1];

	memset(octets, 'a', sizeof(octets));
	prefixed[0] = 0;
	memcpy(prefixed + 1, octets, sizeof(octets));
	for (size_t size = 4090; size < 4100; size++) {
		ck_assert_int_eq(merkle_hash_leaf(octets, size, &hash), 0);
		ck_assert_int_eq(digest_sha256(prefixed, size + 1, again.octets), 0);
		ck_assert(merkle_hash_equal(&hash, &again));
	}
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("merkle");
	TCase *tests = tcase_create("merkle");

	tcase_add_loop_test(tests, the_roots_are_the_known_ones, 0, sizeof(roots) / sizeof(roots[0]));
	tcase_add_loop_test(tests, every_leaf_is_proved_and_nothing_else, 1, SIZE_MOST);
	tcase_add_loop_test(tests, every_beginning_is_proved_and_nothing_else, 1, SIZE_MOST);
	tcase_add_test(tests, what_cannot_be_is_not_proved);
	tcase_add_test(tests, a_leaf_that_cannot_be_read_is_an_error);
	tcase_add_test(tests, long_and_short_leaves_are_hashed_alike);
	suite_add_tcase(suite, tests);
	return run_suite(suite);
}
