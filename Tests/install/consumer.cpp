// A C++17 program outside the repository: a model that frees itself, and an error as an exception.
#include <normkit.h>

#include <array>
#include <iostream>
#include <memory>
#include <stdexcept>

static void must(normkit_status status) {
  if (status != NORMKIT_OK) throw std::runtime_error(normkit_last_error_message());
}

class Model {
 public:
  explicit Model(std::int64_t inputs) { must(normkit_model_create(&inputs, 1, 1, &handle)); }
  Model(const Model &) = delete;
  Model &operator=(const Model &) = delete;
  ~Model() { normkit_model_free(handle); }
  normkit_model handle{};
};

int main() {
  try {
    Model model(3);
    must(normkit_model_add_dense(model.handle, 2, nullptr));
    must(normkit_model_add_batch_normalization(model.handle, nullptr));
    constexpr std::array<float, 6> inputs{1, 2, 3, 4, 5, 6};
    constexpr std::array<std::int64_t, 2> sizes{2, 3};
    std::array<float, 4> outputs{};
    must(normkit_model_predict(model.handle, inputs.data(), sizes.data(), 2, 2, NORMKIT_STATISTICS_RUNNING,
                               outputs.data(), outputs.size()));
    std::cout << normkit_version() << ": " << outputs[0] << ' ' << outputs[3] << '\n';
    must(normkit_model_add_dense(model.handle, 1, nullptr));
  } catch (const std::runtime_error &error) {
    // The model is in use, so no layer can follow: the sentence came through the exception.
    return std::string(error.what()).rfind("normkit_model_add_dense: ", 0) == 0 ? 0 : 1;
  }
  return 1;
}
