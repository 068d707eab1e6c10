package dev.darkroom.random;

/**
 * Single-precision logarithm, sine and cosine as torch's vectorised CPU kernels compute them (the
 * Cephes polynomials, with fused multiply-add as AVX2 and AVX-512 run them). A libm would differ in
 * the last bit of every eighth value.
 */
@SuppressWarnings("FloatingPointLiteralPrecision") // the coefficients stand as Cephes prints them
final class VectorMath {
  private static final float SQRT_HALF = 0.70710678f;
  private static final float LN2_HIGH = 0.693359375f;
  private static final float LN2_LOW = -2.12194440e-4f;
  private static final float[] LOG = {
    7.0376836292e-2f,
    -1.1514610310e-1f,
    1.1676998740e-1f,
    -1.2420140846e-1f,
    1.4249322787e-1f,
    -1.6668057665e-1f,
    2.0000714765e-1f,
    -2.4999993993e-1f,
    3.3333331174e-1f
  };

  private static final float FOUR_OVER_PI = 1.27323954473516f;
  // pi/4 in three parts, so that the multiples taken off the argument are exact.
  private static final float[] MINUS_QUARTER_PI = {
    -0.78515625f, -2.4187564849853515625e-4f, -3.77489497744594108e-8f
  };
  private static final float[] COS = {
    2.443315711809948e-5f, -1.388731625493765e-3f, 4.166664568298827e-2f
  };
  private static final float[] SIN = {-1.9515295891e-4f, 8.3321608736e-3f, -1.6666654611e-1f};

  private VectorMath() {}

  /** Both at once, since they share their argument's reduction. */
  record SinCos(float sin, float cos) {}

  /** ln(v) of a positive, normal {@code v}. */
  static float log(float v) {
    int e = Math.getExponent(v) + 1;
    float m = Math.scalb(v, -e); // v = m 2^e, m in [0.5, 1)
    float x = m - 1;
    if (m < SQRT_HALF) {
      e -= 1;
      x += m;
    }
    float z = x * x;
    float y = horner(LOG, x) * x;
    y = Math.fma(y, z, e * LN2_LOW);
    y = Math.fma(z, -0.5f, y);
    return Math.fma(e, LN2_HIGH, x + y);
  }

  /** Sine and cosine of a small {@code theta >= 0} in radians. */
  static SinCos sinCos(float theta) {
    int j = ((int) (theta * FOUR_OVER_PI) + 1) & ~1; // octant, rounded to the next even one
    float x = theta;
    for (float part : MINUS_QUARTER_PI) {
      x = Math.fma(j, part, x);
    }
    float z = x * x;
    float cos = Math.fma(horner(COS, z) * z, z, -z / 2) + 1;
    float sin = Math.fma(horner(SIN, z) * z, x, x);
    boolean swap = (j & 2) != 0;
    boolean sinNegative = (j & 4) != 0;
    boolean cosNegative = (~(j - 2) & 4) != 0;
    float s = swap ? cos : sin;
    float c = swap ? sin : cos;
    return new SinCos(sinNegative ? -s : s, cosNegative ? -c : c);
  }

  private static float horner(float[] coefficients, float x) {
    float y = coefficients[0];
    for (int i = 1; i < coefficients.length; i++) {
      y = Math.fma(y, x, coefficients[i]);
    }
    return y;
  }
}
