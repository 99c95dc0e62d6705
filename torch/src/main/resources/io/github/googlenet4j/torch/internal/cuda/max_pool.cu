// Max pooling over NHWC. Compiled at run time for one type and one window:
//   BFLOAT16        1 for bfloat16, 0 for float32
//   KERNEL, STRIDE, PADDING   of the square window
//
// LibTorch's own kernels keep the place of each maximum as 8 bytes and were a third of a training
// step. Here it is one byte: row * KERNEL + column within the window. Each thread handles 16 bytes
// of channels of one pixel. A block handles one row of the result.

#if BFLOAT16
typedef unsigned short Value;
#define COUNT 8
__device__ float toFloat(Value value) { return __uint_as_float((unsigned) value << 16); }
__device__ Value fromFloat(float value) {
  unsigned bits = __float_as_uint(value);
  if ((bits & 0x7fffffffu) > 0x7f800000u) return 0x7fc0; // not a number
  return (Value) ((bits + 0x7fffu + ((bits >> 16) & 1u)) >> 16); // to nearest, ties to even
}
#else
typedef float Value;
#define COUNT 4
__device__ float toFloat(Value value) { return value; }
__device__ Value fromFloat(float value) { return value; }
#endif

struct alignas(16) Values { Value at[COUNT]; };
struct alignas(COUNT) Winners { unsigned char at[COUNT]; };

// x: n x height x width x channels*COUNT; y, winners: n x rows x columns x channels*COUNT.
// winners may be null. Of equal values the first wins, as in LibTorch; what is not a number wins.
extern "C" __global__ void forward(const Values* x, Values* y, Winners* winners,
    int height, int width, int channels, int rows, int columns) {
  int row = blockIdx.x % rows;
  long picture = blockIdx.x / rows;
  const Values* from = x + picture * height * width * channels;
  long to = (long) blockIdx.x * columns * channels;
  int top = row * STRIDE - PADDING;
  for (int i = threadIdx.x; i < columns * channels; i += blockDim.x) {
    int channel = i % channels;
    int left = i / channels * STRIDE - PADDING;
    float best[COUNT];
    Winners winner;
    bool first = true;
#pragma unroll
    for (int ky = 0; ky < KERNEL; ky++) {
      int iy = top + ky;
      if (iy < 0 || iy >= height) continue;
#pragma unroll
      for (int kx = 0; kx < KERNEL; kx++) {
        int ix = left + kx;
        if (ix < 0 || ix >= width) continue;
        Values read = from[((long) iy * width + ix) * channels + channel];
#pragma unroll
        for (int j = 0; j < COUNT; j++) {
          float value = toFloat(read.at[j]);
          if (first || value > best[j] || value != value) {
            best[j] = value;
            winner.at[j] = ky * KERNEL + kx;
          }
        }
        first = false;
      }
    }
    Values out;
#pragma unroll
    for (int j = 0; j < COUNT; j++) out.at[j] = fromFloat(best[j]);
    y[to + i] = out;
    if (winners) winners[to + i] = winner;
  }
}

// Each pixel of x gathers the gradients of the windows that it won, in a fixed order. They are added
// to what dx holds where accumulate is not 0.
extern "C" __global__ void backward(const Values* dy, const Winners* winners, Values* dx,
    int height, int width, int channels, int rows, int columns, int accumulate) {
  int iy = blockIdx.x % height;
  long picture = blockIdx.x / height;
  long windows = picture * rows * columns * channels;
  long to = (long) blockIdx.x * width * channels;
  for (int i = threadIdx.x; i < width * channels; i += blockDim.x) {
    int channel = i % channels;
    int ix = i / channels;
    float sum[COUNT];
    if (accumulate) {
      Values before = dx[to + i];
#pragma unroll
      for (int j = 0; j < COUNT; j++) sum[j] = toFloat(before.at[j]);
    } else {
#pragma unroll
      for (int j = 0; j < COUNT; j++) sum[j] = 0;
    }
#pragma unroll
    for (int ky = 0; ky < KERNEL; ky++) {
      int over = iy + PADDING - ky;
      if (over < 0 || over % STRIDE != 0 || over / STRIDE >= rows) continue;
      int row = over / STRIDE;
#pragma unroll
      for (int kx = 0; kx < KERNEL; kx++) {
        int beside = ix + PADDING - kx;
        if (beside < 0 || beside % STRIDE != 0 || beside / STRIDE >= columns) continue;
        long window = windows + ((long) row * columns + beside / STRIDE) * channels + channel;
        Winners winner = winners[window];
        Values gradient = dy[window];
#pragma unroll
        for (int j = 0; j < COUNT; j++) {
          if (winner.at[j] == ky * KERNEL + kx) sum[j] += toFloat(gradient.at[j]);
        }
      }
    }
    Values out;
#pragma unroll
    for (int j = 0; j < COUNT; j++) out.at[j] = fromFloat(sum[j]);
    dx[to + i] = out;
  }
}
