package io.foreflow.training.group;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A share of a plan's groups: every n-th.
 *
 * @param index number of the share, from 0 to {@code count} − 1
 * @param count number of shares, at least 1
 */
public record GroupShard(int index, int count) {
    /** All groups. */
    public static final GroupShard WHOLE = new GroupShard(0, 1);

    private static final Pattern TEXT = Pattern.compile("([0-9]{1,6})/([0-9]{1,6})");

    public GroupShard {
        if (count < 1 || index < 0 || index >= count) {
            throw new IllegalArgumentException("shard (" + index + "/" + count + ") must be from 0/N to N-1/N");
        }
    }

    /**
     * Parses text such as {@code 0/4}.
     *
     * @throws IllegalArgumentException if it is no shard
     */
    public static GroupShard parse(String text) {
        Matcher matcher = TEXT.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("shard (" + text + ") must be of the form I/N, such as 0/4");
        }
        return new GroupShard(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)));
    }

    /** Returns true if the group at a place of the plan, from 0, is in this share. */
    public boolean has(int place) {
        return place % count == index;
    }

    @Override
    public String toString() {
        return index + "/" + count;
    }
}
