package io.foreflow.models.engine.fused;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.lang.management.ManagementFactory;
import org.jspecify.annotations.Nullable;

/** Functions of single numbers. */
final class Functions {
    /** Beyond ± this the function below is kept at its value there, which is 1 within 1e-7. */
    static final float TANH_LIMIT = 7.95396328f;

    // tanh x ≈ x · (1 + P1 x² + …) / (1 + Q1 x² + …): about the least relative error there can be in single precision.
    static final float P1 = 0.129849225f;
    static final float P2 = 0.00299211056f;
    static final float P3 = 9.93928461e-06f;
    static final float P4 = -1.49065684e-08f;
    static final float P5 = 2.41059811e-11f;
    static final float Q1 = 0.46318239f;
    static final float Q2 = 0.0240531508f;
    static final float Q3 = 0.000238088498f;

    // eˣ = 2ᵏ · eʳ with k = round(x / ln 2): ln 2 in two parts, as in Cody and Waite, "Software Manual for the
    // Elementary
    // Functions", 1980; then a polynomial, of the least relative error there can be, then rounded.
    /** Beyond ± this {@link #exp} is kept at its value there. */
    static final float EXP_LIMIT = 87;

    static final float ONE_BY_LN2 = 1.44269504f;
    /** Adding and taking away 1.5 · 2²³ rounds to a whole number, which then stands in the lowest bits. */
    static final float ROUNDER = 12582912f;

    static final float LN2_HIGH = 0.693359375f;
    static final float LN2_LOW = -2.12194440e-4f;
    static final float E2 = 0.49999994f;
    static final float E3 = 0.16666521f;
    static final float E4 = 0.041668389f;
    static final float E5 = 0.00836871f;
    static final float E6 = 0.001381461f;
    static final int MANTISSA_BITS = 23;
    static final int ONE_BITS = 0x3F800000;

    /**
     * True if the machine multiplies and adds in one instruction. Elsewhere {@link Math#fma} goes through BigDecimal,
     * thousands of times slower.
     */
    private static final boolean FUSED_MULTIPLY_ADD = isFusedMultiplyAddFast();

    private Functions() {}

    private static boolean isFusedMultiplyAddFast() {
        try {
            @Nullable
            HotSpotDiagnosticMXBean machine = ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
            return machine != null
                    && Boolean.parseBoolean(machine.getVMOption("UseFMA").getValue());
        } catch (IllegalArgumentException e) {
            // A virtual machine that does not know the option.
            return false;
        }
    }

    /** a · b + c, rounded once where the machine can. */
    static float multiplyAdd(float a, float b, float c) {
        return FUSED_MULTIPLY_ADD ? Math.fma(a, b, c) : a * b + c;
    }

    /** Within 3.5e-7 of tanh, and never beyond ±1; NaN for NaN. */
    static float tanh(float x) {
        float v = Math.max(-TANH_LIMIT, Math.min(TANH_LIMIT, x));
        float t = v * v;
        float p = multiplyAdd(P5, t, P4);
        p = multiplyAdd(p, t, P3);
        p = multiplyAdd(p, t, P2);
        p = multiplyAdd(p, t, P1);
        p = multiplyAdd(p, t, 1);
        float q = multiplyAdd(Q3, t, Q2);
        q = multiplyAdd(q, t, Q1);
        q = multiplyAdd(q, t, 1);
        return p * v / q;
    }

    /** 1 / (1 + e⁻ˣ), to a relative 4e-7, so that small probabilities keep their digits; NaN for NaN. */
    static float sigmoid(float x) {
        return 1 / (1 + exp(-x));
    }

    /** Returns e to the power of x, to a relative 2e-7; NaN for NaN. */
    static float exp(float x) {
        float v = Math.max(-EXP_LIMIT, Math.min(EXP_LIMIT, x));
        float shifted = multiplyAdd(v, ONE_BY_LN2, ROUNDER);
        float k = shifted - ROUNDER;
        float r = multiplyAdd(k, -LN2_LOW, multiplyAdd(k, -LN2_HIGH, v));
        float p = multiplyAdd(E6, r, E5);
        p = multiplyAdd(p, r, E4);
        p = multiplyAdd(p, r, E3);
        p = multiplyAdd(p, r, E2);
        p = multiplyAdd(p, r, 1);
        p = multiplyAdd(p, r, 1);
        return p * Float.intBitsToFloat((Float.floatToRawIntBits(shifted) << MANTISSA_BITS) + ONE_BITS);
    }
}
