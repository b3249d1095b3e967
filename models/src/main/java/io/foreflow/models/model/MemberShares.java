package io.foreflow.models.model;

import io.foreflow.models.forecast.Baseline;
import io.foreflow.models.forecast.BaselineBlend;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * The share of each member in the weighted mean that is a forecast. Members that cannot forecast a window are left out of its mean.
 *
 * @param byMember shares by the name of the member or {@linkplain #isBaseline baseline}, each above 0 and at most 1, at least one
 */
public record MemberShares(Map<String, Double> byMember) {
    /** The name of the baselines' {@link BaselineBlend}, which may always have a share. */
    public static final String BLEND = BaselineBlend.METHOD;

    public MemberShares {
        byMember = Collections.unmodifiableMap(new TreeMap<>(byMember));
        if (byMember.isEmpty() || !byMember.values().stream().allMatch(share -> share > 0 && share <= 1)) {
            throw new IllegalArgumentException(
                    "shares (" + byMember + ") must have at least one member, each above 0 and at most 1");
        }
    }

    /** Returns true for names that may have a share without being a member: the blend, and each {@link Baseline} by its label. */
    public static boolean isBaseline(String name) {
        return name.equals(BLEND) || Baseline.labelled(name).isPresent();
    }

    /** Gives one member or baseline the whole share. */
    public static MemberShares of(String member) {
        return new MemberShares(Map.of(member, 1.0));
    }
}
