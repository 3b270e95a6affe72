// A C++ host whose operator new and delete are its own: a block that one of them made must come back to the other, whichever
// library has it then. Usage: allocator FILE, a model's.
#include <normkit.h>

#include <cstdio>
#include <cstdlib>
#include <new>

static long taken, given_back, foreign;
constexpr unsigned long long mark = 0x6e6f726d6b697421;

void *operator new(std::size_t size) {
  auto *block = static_cast<unsigned long long *>(std::malloc(size + 16));
  if (block == nullptr) throw std::bad_alloc();
  ++taken;
  block[0] = mark;
  return block + 2;
}

void operator delete(void *pointer) noexcept {
  if (pointer == nullptr) return;
  auto *block = static_cast<unsigned long long *>(pointer) - 2;
  ++given_back;
  if (block[0] != mark) {
    ++foreign;
    return;
  }
  block[0] = 0;
  std::free(block);
}

void operator delete(void *pointer, std::size_t) noexcept { operator delete(pointer); }

int main(int argc, char **argv) {
  normkit_model model{};
  if (argc != 2) return 2;
  if (normkit_model_load_checkpoint(argv[1], &model) != NORMKIT_OK || normkit_model_free(model) != NORMKIT_OK) {
    std::fprintf(stderr, "%s\n", normkit_last_error_message());
    return 1;
  }
  bool good = taken > 0 && given_back > 0 && foreign == 0;
  std::printf("C++ host with its own operator new, asked %ld times: %d passed, %d failed\n", taken, good, !good);
  return good ? 0 : 1;
}
