// The part of CUDA C that networks.cu uses, as C++20. With one thread a block, loops run in one go. With more, each CUDA
// thread is a thread of the operating system, and __syncthreads is a barrier.
#pragma once

#include <barrier>
#include <cmath>
#include <thread>
#include <vector>

#define __global__
#define __device__
#define __shared__

struct Extent3 {
    unsigned x = 1;
    unsigned y = 1;
    unsigned z = 1;
};

inline thread_local Extent3 threadIdx;
inline thread_local Extent3 blockIdx;
inline thread_local Extent3 blockDim;
inline thread_local Extent3 gridDim;
inline thread_local std::barrier<>* emulatedBarrier = nullptr;

inline void __syncthreads() {
    if (emulatedBarrier != nullptr) {
        emulatedBarrier->arrive_and_wait();
    }
}

// Runs a kernel block by block.
template <typename Kernel>
void launch(unsigned blocks, unsigned threads, Kernel kernel) {
    for (unsigned block = 0; block < blocks; block++) {
        std::barrier<> barrier(threads);
        auto run = [&](unsigned thread) {
            threadIdx = {thread, 0, 0};
            blockIdx = {block, 0, 0};
            blockDim = {threads, 1, 1};
            gridDim = {blocks, 1, 1};
            emulatedBarrier = threads > 1 ? &barrier : nullptr;
            kernel();
        };
        if (threads == 1) {
            run(0);
            continue;
        }
        std::vector<std::thread> running;
        for (unsigned thread = 0; thread < threads; thread++) {
            running.emplace_back(run, thread);
        }
        for (auto& thread : running) {
            thread.join();
        }
    }
}
