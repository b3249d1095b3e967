// Runs the kernels with four threads a block, for ThreadSanitizer: it tells where a barrier is missing. Reads the numbers
// of a Plan, then those of each Layer. NetworkLayout makes them.
#include "emulation.h"
#include "networks.cu"

#include <cstdio>
#include <cstdlib>

float foreflow_shared[1];

namespace {
void read(void* to, size_t bytes) {
    int* numbers = static_cast<int*>(to);
    for (size_t i = 0; i < bytes / sizeof(int); i++) {
        if (std::scanf("%d", &numbers[i]) != 1) {
            std::fprintf(stderr, "there are too few numbers\n");
            std::exit(2);
        }
    }
}
}  // namespace

int main() {
    enum { NETWORKS = 2, ROWS = 7, BLOCKS = 1, THREADS = 4 };
    Plan plan;
    read(&plan, sizeof(plan));
    std::vector<Layer> layers(plan.layers);
    read(layers.data(), layers.size() * sizeof(Layer));

    int width = plan.inputs + plan.targets;
    std::vector<float> series(NETWORKS * (width + ROWS));
    for (size_t i = 0; i < series.size(); i++) {
        series[i] = std::sin(0.7f * (float)i);
    }
    std::vector<float> weights(NETWORKS * plan.weights);
    for (size_t i = 0; i < weights.size(); i++) {
        weights[i] = 0.3f * std::cos((float)i);
    }
    std::vector<float> means(weights.size()), squares(weights.size()), space(BLOCKS * plan.space);
    std::vector<float> levels(NETWORKS, 0), scales(NETWORKS, 1), rates(ROWS, 0.01f);
    std::vector<float> results(NETWORKS * ROWS * plan.outputs);
    std::vector<int> starts, order;
    for (int i = 0; i < NETWORKS * ROWS; i++) {
        starts.push_back(i % ROWS);
        order.push_back(ROWS - 1 - i % ROWS);
    }
    long long seriesFrom[NETWORKS] = {0, width + ROWS};
    long long rowsFrom[NETWORKS + 1] = {0, ROWS, 2 * ROWS};
    long long orderFrom[NETWORKS] = {0, 0};
    double losses[NETWORKS];
    launch(BLOCKS, THREADS, [&] {
        foreflow_epoch(&plan, layers.data(), NETWORKS, space.data(), weights.data(), means.data(), squares.data(),
            series.data(), seriesFrom, levels.data(), scales.data(), starts.data(), rowsFrom, order.data(), orderFrom,
            rates.data(), 1, nullptr, losses);
    });
    launch(BLOCKS, THREADS, [&] {
        foreflow_predict(&plan, layers.data(), NETWORKS, space.data(), weights.data(), series.data(), seriesFrom,
            levels.data(), scales.data(), starts.data(), rowsFrom, results.data());
    });
    std::printf("%.9g %.9g\n", losses[0], losses[1]);
    return std::isfinite(losses[0]) && std::isfinite(losses[1]) ? 0 : 1;
}
