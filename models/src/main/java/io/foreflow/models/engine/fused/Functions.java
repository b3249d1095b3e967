package io.foreflow.models.engine.fused;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.lang.management.ManagementFactory;
import org.jspecify.annotations.Nullable;

/** Functions of single numbers. */
final class Functions {
    /** Beyond ± this the function below is kept at its value there, which is 1 within 1e-7. */
    static final float TANH_LIMIT = 7.95396328f;

    // tanh x ≈ x · (1 + P1 x² + …) / (1 + Q1 x² + …): the least relative error there can be, then rounded.
    static final float P1 = 0.129849225f;
    static final float P2 = 0.00299211056f;
    static final float P3 = 9.93928461e-06f;
    static final float P4 = -1.49065684e-08f;
    static final float P5 = 2.41059811e-11f;
    static final float Q1 = 0.46318239f;
    static final float Q2 = 0.0240531508f;
    static final float Q3 = 0.000238088498f;

    /**
     * Whether the machine multiplies and adds in one instruction. Where it does not, {@link Math#fma} goes through
     * BigDecimal, thousands of times slower.
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

    /** 1 / (1 + e⁻ˣ), within 2e-7; NaN for NaN. */
    static float sigmoid(float x) {
        return multiplyAdd(tanh(0.5f * x), 0.5f, 0.5f);
    }

    /**
     * eˣ, to a relative 2e-7, for x of at most 0: below −87 it is e⁻⁸⁷. 2ᵏ times a polynomial of what is left over, as in
     * Cody and Waite, "Software Manual for the Elementary Functions", 1980. NaN for NaN.
     */
    static float exp(float x) {
        float v = Math.max(-87, x);
        // Adding and taking away 1.5 · 2²³ rounds to a whole number.
        float k = v * 1.44269504f + 12582912f - 12582912f;
        float r = v - k * 0.693359375f - k * -2.12194440e-4f;
        float p = 0.0013814610429108143f;
        p = p * r + 0.008368710055947304f;
        p = p * r + 0.04166838899254799f;
        p = p * r + 0.1666652113199234f;
        p = p * r + 0.4999999403953552f;
        p = p * r + 1;
        p = p * r + 1;
        return p * Float.intBitsToFloat(((int) k + 127) << 23);
    }
}
