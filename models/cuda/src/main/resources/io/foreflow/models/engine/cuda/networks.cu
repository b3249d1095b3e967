// Fits and runs many small networks at once: a block of threads computes one network at a time.
//
// NVRTC compiles this file for a GPU. Tests compile the same text as C++ (see emulation.h). Between two barriers the
// threads share a loop over independent results. One thread computes each result, in a fixed order. So the results do
// not depend on the number of threads in a block, and one thread is enough.

enum { DENSE, SIMPLE_RNN, LSTM };
enum { LINEAR, RELU, TANH, SIGMOID, SOFTMAX };
enum { MSE, MAE, QUANTILE, BINARY_CROSSENTROPY, CATEGORICAL_CROSSENTROPY, SPARSE_CATEGORICAL_CROSSENTROPY };
enum { SGD, RMSPROP, ADAM };

// The block's sums of squared weights are made of so many parts, whatever the number of threads.
enum { PARTS = 32 };

// One layer. NetworkLayout writes it, in this order. "At" is a place in the block's numbers.
struct Layer {
    int kind;
    int activation;
    int recurrentActivation;
    int sequences;  // 1 if a recurrent layer returns all its steps
    int positions;  // steps, or runs of numbers that share a Dense layer's weights
    int in;
    int units;
    int kernelAt;
    int recurrentAt;
    int biasAt;  // -1 without biases
    int valuesAt;  // results [row][position][units]
    int deltasAt;  // gradients by them, then by the sums behind them
    int gatesAt;  // LSTM [row][position][6][units]: i, f, c, o, the state, the activation of the state
    int sourceAt;  // what the layer reads
    int sourceDeltasAt;  // -1 if nothing needs the gradients by it
    int sourceRow;  // numbers from one row of it to the next
    float l2;
};

// What all networks of a run have in common.
struct Plan {
    int layers;
    int weights;
    int inputs;
    int targets;
    int outputs;
    int classes;  // outputs that share one term of the loss; 1 unless they are probabilities of classes
    int loss;
    int optimizer;
    int batch;
    int gradientsAt;
    int inputsAt;
    int targetsAt;
    int rowLossesAt;
    int partsAt;
    int outputAt;
    int outputDeltasAt;
    int outputRow;
    int space;
    float level;
    float first;  // Adam 1 - beta1, RMSprop rho
    float second;  // Adam 1 - beta2
    float epsilon;
};

extern __shared__ float foreflow_shared[];

__device__ static float activated(int activation, float x) {
    switch (activation) {
        case RELU: return x > 0 ? x : 0;
        case TANH: return tanhf(x);
        case SIGMOID: return 1 / (1 + expf(-x));
        default: return x;
    }
}

// The derivative, from the result.
__device__ static float slope(int activation, float y) {
    switch (activation) {
        case RELU: return y > 0 ? 1 : 0;
        case TANH: return 1 - y * y;
        case SIGMOID: return y * (1 - y);
        default: return 1;
    }
}

__device__ static float product(const float* x, const float* column, int count, int stride, float sum) {
    for (int k = 0; k < count; k++) {
        sum += x[k] * column[k * stride];
    }
    return sum;
}

__device__ static void softmax(float* x, int count) {
    float most = x[0];
    for (int k = 1; k < count; k++) {
        most = x[k] > most ? x[k] : most;
    }
    float sum = 0;
    for (int k = 0; k < count; k++) {
        x[k] = expf(x[k] - most);
        sum += x[k];
    }
    for (int k = 0; k < count; k++) {
        x[k] /= sum;
    }
}

__device__ static void forwardDense(const Layer* l, float* s, int rows) {
    int runs = rows * l->positions;
    for (int i = threadIdx.x; i < runs * l->units; i += blockDim.x) {
        int j = i % l->units;
        int run = i / l->units;
        const float* x = s + l->sourceAt + run / l->positions * l->sourceRow + run % l->positions * l->in;
        float start = l->biasAt < 0 ? 0 : s[l->biasAt + j];
        s[l->valuesAt + i] = activated(l->activation, product(x, s + l->kernelAt + j, l->in, l->units, start));
    }
    __syncthreads();
    if (l->activation == SOFTMAX) {
        for (int run = threadIdx.x; run < runs; run += blockDim.x) {
            softmax(s + l->valuesAt + run * l->units, l->units);
        }
        __syncthreads();
    }
}

__device__ static void forwardSimpleRnn(const Layer* l, float* s, int rows) {
    int n = l->units;
    for (int step = 0; step < l->positions; step++) {
        for (int i = threadIdx.x; i < rows * n; i += blockDim.x) {
            int j = i % n;
            int row = i / n;
            float* h = s + l->valuesAt + (row * l->positions + step) * n;
            const float* x = s + l->sourceAt + row * l->sourceRow + step * l->in;
            float sum = product(x, s + l->kernelAt + j, l->in, n, s[l->biasAt + j]);
            if (step > 0) {
                sum = product(h - n, s + l->recurrentAt + j, n, n, sum);
            }
            h[j] = activated(l->activation, sum);
        }
        __syncthreads();
    }
}

__device__ static void forwardLstm(const Layer* l, float* s, int rows) {
    int n = l->units;
    int columns = 4 * n;
    for (int step = 0; step < l->positions; step++) {
        for (int i = threadIdx.x; i < rows * columns; i += blockDim.x) {
            int column = i % columns;
            int at = i / columns * l->positions + step;
            const float* x = s + l->sourceAt + i / columns * l->sourceRow + step * l->in;
            float sum = product(x, s + l->kernelAt + column, l->in, columns, s[l->biasAt + column]);
            if (step > 0) {
                sum = product(s + l->valuesAt + (at - 1) * n, s + l->recurrentAt + column, n, columns, sum);
            }
            int kind = column / n == 2 ? l->activation : l->recurrentActivation;
            s[l->gatesAt + at * 6 * n + column] = activated(kind, sum);
        }
        __syncthreads();
        for (int i = threadIdx.x; i < rows * n; i += blockDim.x) {
            int j = i % n;
            int at = i / n * l->positions + step;
            float* cell = s + l->gatesAt + at * 6 * n + j;
            float before = step > 0 ? cell[4 * n - 6 * n] : 0;
            float state = cell[n] * before + cell[0] * cell[2 * n];
            cell[4 * n] = state;
            cell[5 * n] = activated(l->activation, state);
            s[l->valuesAt + at * n + j] = cell[3 * n] * cell[5 * n];
        }
        __syncthreads();
    }
}

__device__ static void forward(const Plan* plan, const Layer* layers, float* s, int rows) {
    for (int i = 0; i < plan->layers; i++) {
        const Layer* l = layers + i;
        if (l->kind == DENSE) {
            forwardDense(l, s, rows);
        } else if (l->kind == SIMPLE_RNN) {
            forwardSimpleRnn(l, s, rows);
        } else {
            forwardLstm(l, s, rows);
        }
    }
}

__device__ static float lossOf(const Plan* plan, float y, float target) {
    float error = target - y;
    float p = y < 1e-7f ? 1e-7f : y > 1 - 1e-7f ? 1 - 1e-7f : y;
    switch (plan->loss) {
        case MSE: return error * error;
        case MAE: return fabsf(error);
        case QUANTILE: return error > 0 ? plan->level * error : (plan->level - 1) * error;
        case BINARY_CROSSENTROPY: return -target * logf(p) - (1 - target) * log1pf(-p);
        default: return target == 0 ? 0 : -target * logf(p);
    }
}

__device__ static float slopeOf(const Plan* plan, float y, float target) {
    float error = y - target;
    switch (plan->loss) {
        case MSE: return 2 * error;
        case MAE: return error > 0 ? 1 : error < 0 ? -1 : 0;
        case QUANTILE: return error > 0 ? 1 - plan->level : error < 0 ? -plan->level : 0;
        default: return error;  // by the sums behind the probabilities
    }
}

__device__ static float targetOf(const Plan* plan, const float* s, int row, int output) {
    const float* targets = s + plan->targetsAt + row * plan->targets;
    if (plan->loss == SPARSE_CATEGORICAL_CROSSENTROPY) {
        return (int)targets[output / plan->classes] == output % plan->classes ? 1 : 0;
    }
    return targets[output];
}

__device__ static int ofSums(const Plan* plan) {
    return plan->loss >= BINARY_CROSSENTROPY;
}

// The loss of each row, and the gradients of the mean loss by the outputs.
__device__ static void objective(const Plan* plan, float* s, int rows) {
    int terms = plan->outputs / plan->classes;
    float share = (float)(1.0 / ((double)rows * terms));
    for (int i = threadIdx.x; i < rows * plan->outputs; i += blockDim.x) {
        int row = i / plan->outputs;
        int j = i % plan->outputs;
        float y = s[plan->outputAt + row * plan->outputRow + j];
        s[plan->outputDeltasAt + row * plan->outputRow + j] = slopeOf(plan, y, targetOf(plan, s, row, j)) * share;
    }
    for (int row = threadIdx.x; row < rows; row += blockDim.x) {
        double sum = 0;
        for (int j = 0; j < plan->outputs; j++) {
            sum += lossOf(plan, s[plan->outputAt + row * plan->outputRow + j], targetOf(plan, s, row, j));
        }
        s[plan->rowLossesAt + row] = (float)(sum / terms);
    }
    __syncthreads();
}

// The gradients by a layer's kernels and biases. Those by its sums are [row][position] runs of so many columns.
__device__ static void gradients(
    const Plan* plan, const Layer* l, float* s, int rows, const float* sums, int run, int columns) {
    int positions = l->positions;
    float* g = s + plan->gradientsAt;
    for (int i = threadIdx.x; i < l->in * columns; i += blockDim.x) {
        int k = i / columns;
        int column = i % columns;
        float sum = 0;
        for (int row = 0; row < rows; row++) {
            const float* x = s + l->sourceAt + row * l->sourceRow + k;
            const float* d = sums + row * positions * run + column;
            for (int p = 0; p < positions; p++) {
                sum += x[p * l->in] * d[p * run];
            }
        }
        g[l->kernelAt + i] = sum + 2 * l->l2 * s[l->kernelAt + i];
    }
    for (int column = threadIdx.x; l->biasAt >= 0 && column < columns; column += blockDim.x) {
        float sum = 0;
        for (int i = 0; i < rows * positions; i++) {
            sum += sums[i * run + column];
        }
        g[l->biasAt + column] = sum;
    }
    if (l->kind == DENSE) {
        return;
    }
    for (int i = threadIdx.x; i < l->units * columns; i += blockDim.x) {
        int k = i / columns;
        int column = i % columns;
        float sum = 0;
        for (int row = 0; row < rows; row++) {
            for (int p = 1; p < positions; p++) {
                int at = row * positions + p;
                sum += s[l->valuesAt + (at - 1) * l->units + k] * sums[at * run + column];
            }
        }
        g[l->recurrentAt + i] = sum;
    }
}

// The gradients by what a layer reads.
__device__ static void backToSource(const Layer* l, float* s, int rows, const float* sums, int run, int columns) {
    if (l->sourceDeltasAt < 0) {
        return;
    }
    int width = l->positions * l->in;
    for (int i = threadIdx.x; i < rows * width; i += blockDim.x) {
        int row = i / width;
        int p = i % width / l->in;
        int k = i % l->in;
        const float* d = sums + (row * l->positions + p) * run;
        s[l->sourceDeltasAt + row * l->sourceRow + i % width] =
            product(d, s + l->kernelAt + k * columns, columns, 1, 0);
    }
}

__device__ static void backwardDense(const Layer* l, float* s, int rows, int isOfSums) {
    if (!isOfSums) {
        for (int i = threadIdx.x; i < rows * l->positions * l->units; i += blockDim.x) {
            s[l->deltasAt + i] *= slope(l->activation, s[l->valuesAt + i]);
        }
        __syncthreads();
    }
}

__device__ static void backwardSimpleRnn(const Layer* l, float* s, int rows) {
    int n = l->units;
    for (int step = l->positions - 1; step >= 0; step--) {
        int last = step == l->positions - 1;
        for (int i = threadIdx.x; i < rows * n; i += blockDim.x) {
            int j = i % n;
            int at = i / n * l->positions + step;
            float* d = s + l->deltasAt + at * n;
            float sum = l->sequences || last ? d[j] : 0;
            if (!last) {
                sum = product(d + n, s + l->recurrentAt + j * n, n, 1, sum);
            }
            d[j] = sum * slope(l->activation, s[l->valuesAt + at * n + j]);
        }
        __syncthreads();
    }
}

// The gradients by the gates' sums take the gates' place; what goes back to the state before takes that of the
// activation of the state.
__device__ static void backwardLstm(const Layer* l, float* s, int rows) {
    int n = l->units;
    for (int step = l->positions - 1; step >= 0; step--) {
        int last = step == l->positions - 1;
        for (int i = threadIdx.x; i < rows * n; i += blockDim.x) {
            int j = i % n;
            int at = i / n * l->positions + step;
            float* cell = s + l->gatesAt + at * 6 * n;
            float dh = l->sequences || last ? s[l->deltasAt + at * n + j] : 0;
            float dState = 0;
            if (!last) {
                dh = product(cell + 6 * n, s + l->recurrentAt + j * 4 * n, 4 * n, 1, dh);
                dState = cell[6 * n + 5 * n + j];
            }
            float in = cell[j];
            float forget = cell[n + j];
            float candidate = cell[2 * n + j];
            float out = cell[3 * n + j];
            float squashed = cell[5 * n + j];
            float before = step > 0 ? cell[4 * n - 6 * n + j] : 0;
            dState += dh * out * slope(l->activation, squashed);
            cell[j] = dState * candidate * slope(l->recurrentActivation, in);
            cell[n + j] = dState * before * slope(l->recurrentActivation, forget);
            cell[2 * n + j] = dState * in * slope(l->activation, candidate);
            cell[3 * n + j] = dh * squashed * slope(l->recurrentActivation, out);
            cell[5 * n + j] = dState * forget;
        }
        __syncthreads();
    }
}

__device__ static void backward(const Plan* plan, const Layer* layers, float* s, int rows) {
    for (int i = plan->layers - 1; i >= 0; i--) {
        const Layer* l = layers + i;
        const float* sums = s + l->deltasAt;
        int run = l->units;
        int columns = l->units;
        if (l->kind == DENSE) {
            backwardDense(l, s, rows, i == plan->layers - 1 && ofSums(plan));
        } else if (l->kind == SIMPLE_RNN) {
            backwardSimpleRnn(l, s, rows);
        } else {
            backwardLstm(l, s, rows);
            sums = s + l->gatesAt;
            run = 6 * l->units;
            columns = 4 * l->units;
        }
        gradients(plan, l, s, rows, sums, run, columns);
        backToSource(l, s, rows, sums, run, columns);
        __syncthreads();
    }
}

// The mean loss of the rows that were computed, in all threads.
__device__ static double meanLoss(const Plan* plan, const Layer* layers, float* s, int rows) {
    double loss = 0;
    for (int row = 0; row < rows; row++) {
        loss += s[plan->rowLossesAt + row];
    }
    loss /= rows;
    for (int i = 0; i < plan->layers; i++) {
        const Layer* l = layers + i;
        if (l->l2 == 0) {
            continue;
        }
        int count = l->in * l->units;
        for (int part = threadIdx.x; part < PARTS; part += blockDim.x) {
            double sum = 0;
            for (int k = part; k < count; k += PARTS) {
                sum += (double)s[l->kernelAt + k] * s[l->kernelAt + k];
            }
            s[plan->partsAt + part] = (float)sum;
        }
        __syncthreads();
        for (int part = 0; part < PARTS; part++) {
            loss += (double)l->l2 * s[plan->partsAt + part];
        }
        __syncthreads();
    }
    return loss;
}

__device__ static void step(const Plan* plan, float* s, float* means, float* squares, float rate) {
    for (int i = threadIdx.x; i < plan->weights; i += blockDim.x) {
        float g = s[plan->gradientsAt + i];
        if (plan->optimizer == ADAM) {
            float mean = means[i] + plan->first * (g - means[i]);
            float square = squares[i] + plan->second * (g * g - squares[i]);
            means[i] = mean;
            squares[i] = square;
            s[i] -= rate * mean / (sqrtf(square) + plan->epsilon);
        } else if (plan->optimizer == RMSPROP) {
            float square = plan->first * squares[i] + (1 - plan->first) * (g * g);
            squares[i] = square;
            s[i] -= rate * g / sqrtf(square + plan->epsilon);
        } else {
            s[i] -= rate * g;
        }
    }
}

// Reads rows of the raw series, scaled. A row's targets follow its inputs in the series.
__device__ static void gather(
    const Plan* plan,
    float* s,
    const float* series,
    const int* starts,
    const int* order,
    int rows,
    float level,
    float scale,
    int withTargets) {
    int width = plan->inputs + (withTargets ? plan->targets : 0);
    for (int i = threadIdx.x; i < rows * width; i += blockDim.x) {
        int row = i / width;
        int k = i % width;
        float value = (series[starts[order ? order[row] : row] + k] - level) / scale;
        if (k < plan->inputs) {
            s[plan->inputsAt + row * plan->inputs + k] = value;
        } else {
            s[plan->targetsAt + row * plan->targets + k - plan->inputs] = value;
        }
    }
    __syncthreads();
}

// The block's numbers: the network's weights, then everything else.
__device__ static float* loaded(const Plan* plan, const float* weights, float* space) {
    float* s = space ? space + (long long)blockIdx.x * plan->space : foreflow_shared;
    for (int i = threadIdx.x; i < plan->weights; i += blockDim.x) {
        s[i] = weights[i];
    }
    return s;
}

// One epoch of every network, batch after batch. With gradients in place of steps, all rows are one batch.
extern "C" __global__ void foreflow_epoch(
    const Plan* plan,
    const Layer* layers,
    int networks,
    float* space,
    float* weights,
    float* means,
    float* squares,
    const float* series,
    const long long* seriesFrom,
    const float* levels,
    const float* scales,
    const int* starts,
    const long long* rowsFrom,
    const int* order,
    const long long* orderFrom,
    const float* rates,
    int epoch,
    float* gradientsOut,
    double* losses) {
    for (int network = blockIdx.x; network < networks; network += gridDim.x) {
        long long own = (long long)network * plan->weights;
        float* s = loaded(plan, weights + own, space);
        int rows = (int)(rowsFrom[network + 1] - rowsFrom[network]);
        int batches = (rows + plan->batch - 1) / plan->batch;
        double sum = 0;
        for (int batch = 0; batch < batches; batch++) {
            int from = batch * plan->batch;
            int count = rows - from < plan->batch ? rows - from : plan->batch;
            gather(plan, s, series + seriesFrom[network], starts + rowsFrom[network],
                order + orderFrom[network] + from, count, levels[network], scales[network], 1);
            forward(plan, layers, s, count);
            objective(plan, s, count);
            sum += meanLoss(plan, layers, s, count) * count;
            backward(plan, layers, s, count);
            if (!gradientsOut) {
                step(plan, s, means + own, squares + own, rates[(epoch - 1) * batches + batch]);
            }
        }
        for (int i = threadIdx.x; i < plan->weights; i += blockDim.x) {
            weights[own + i] = s[i];
            if (gradientsOut) {
                gradientsOut[own + i] = s[plan->gradientsAt + i];
            }
        }
        if (threadIdx.x == 0) {
            losses[network] = sum / rows;
        }
    }
}

// The results of every network for all its rows, in the order of the rows.
extern "C" __global__ void foreflow_predict(
    const Plan* plan,
    const Layer* layers,
    int networks,
    float* space,
    const float* weights,
    const float* series,
    const long long* seriesFrom,
    const float* levels,
    const float* scales,
    const int* starts,
    const long long* rowsFrom,
    float* results) {
    for (int network = blockIdx.x; network < networks; network += gridDim.x) {
        float* s = loaded(plan, weights + (long long)network * plan->weights, space);
        int rows = (int)(rowsFrom[network + 1] - rowsFrom[network]);
        for (int from = 0; from < rows; from += plan->batch) {
            int count = rows - from < plan->batch ? rows - from : plan->batch;
            gather(plan, s, series + seriesFrom[network], starts + rowsFrom[network] + from, 0, count,
                levels[network], scales[network], 0);
            forward(plan, layers, s, count);
            float* to = results + (rowsFrom[network] + from) * plan->outputs;
            for (int i = threadIdx.x; i < count * plan->outputs; i += blockDim.x) {
                to[i] = s[plan->outputAt + i / plan->outputs * plan->outputRow + i % plan->outputs];
            }
        }
    }
}
