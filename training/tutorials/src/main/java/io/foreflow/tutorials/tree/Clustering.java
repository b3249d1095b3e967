package io.foreflow.tutorials.tree;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * Things put together step by step: at first each is a group of its own, then the two groups nearest to each other
 * become one,
 * until one is left. How far apart two groups are is the mean of the distances between their members (average linkage;
 * Sokal and Michener, "A Statistical Method for Evaluating Systematic Relationships", 1958). Immutable.
 */
public final class Clustering {
    /**
     * Two groups that became one. The things are groups 0 to n − 1, and the k-th step, from 0, makes group n + k.
     *
     * @param first the smaller number
     * @param second the larger number
     * @param distance between the two; never smaller than in the step before
     */
    public record GroupMerge(int first, int second, double distance) {}

    private final int things;
    private final List<GroupMerge> steps;

    private Clustering(int things, List<GroupMerge> steps) {
        this.things = things;
        this.steps = List.copyOf(steps);
    }

    /**
     * Clusters things. Of several pairs that are equally near, the one with the smallest first number is taken, of
     * those the one with the
     * smallest second.
     *
     * @param distances [n][n], n at least 1, each 0 or more, the same both ways
     * @throws IllegalArgumentException if they are not
     */
    public static Clustering of(double[][] distances) {
        int things = distances.length;
        require(distances);
        // Distances between the groups that there are, and how many things each holds; by the groups' numbers.
        double[][] between = new double[2 * things - 1][2 * things - 1];
        int[] sizes = new int[2 * things - 1];
        List<Integer> groups = new ArrayList<>();
        for (int i = 0; i < things; i++) {
            System.arraycopy(distances[i], 0, between[i], 0, things);
            sizes[i] = 1;
            groups.add(i);
        }
        List<GroupMerge> steps = new ArrayList<>();
        while (groups.size() > 1) {
            GroupMerge nearest = nearest(groups, between);
            int made = things + steps.size();
            groups.remove((Integer) nearest.first());
            groups.remove((Integer) nearest.second());
            sizes[made] = sizes[nearest.first()] + sizes[nearest.second()];
            for (int other : groups) {
                double mean = (sizes[nearest.first()] * between[nearest.first()][other]
                                + sizes[nearest.second()] * between[nearest.second()][other])
                        / sizes[made];
                between[made][other] = mean;
                between[other][made] = mean;
            }
            groups.add(made);
            steps.add(nearest);
        }
        return new Clustering(things, steps);
    }

    private static void require(double[][] distances) {
        if (distances.length == 0) {
            throw new IllegalArgumentException("there must be at least one thing");
        }
        for (int i = 0; i < distances.length; i++) {
            for (int k = 0; k < distances.length; k++) {
                if (distances[i].length != distances.length
                        || !(distances[i][k] >= 0)
                        || distances[i][k] != distances[k][i]) {
                    throw new IllegalArgumentException(
                            "distances must be 0 or more and the same both ways, not so between " + i + " and " + k);
                }
            }
        }
    }

    /** Returns the nearest pair; groups are listed by ascending number. */
    private static GroupMerge nearest(List<Integer> groups, double[][] between) {
        GroupMerge nearest = new GroupMerge(groups.get(0), groups.get(1), between[groups.get(0)][groups.get(1)]);
        for (int i = 0; i < groups.size(); i++) {
            for (int k = i + 1; k < groups.size(); k++) {
                double distance = between[groups.get(i)][groups.get(k)];
                if (distance < nearest.distance()) {
                    nearest = new GroupMerge(groups.get(i), groups.get(k), distance);
                }
            }
        }
        return nearest;
    }

    /** Returns the number of things. */
    public int things() {
        return things;
    }

    /** Returns the steps, one less than there are things. */
    public List<GroupMerge> steps() {
        return steps;
    }

    /** Returns the things in an order in which the members of each group stand side by side. */
    public List<Integer> order() {
        return members(2 * things - 2);
    }

    /** Returns the things of a group, in that order. */
    public List<Integer> members(int group) {
        if (group < things) {
            return List.of(group);
        }
        GroupMerge step = steps.get(group - things);
        List<Integer> members = new ArrayList<>(members(step.first()));
        members.addAll(members(step.second()));
        return members;
    }

    /**
     * Returns the groups when {@code groups} are left.
     *
     * @return of each group its things, ascending; groups by their first thing
     * @throws IllegalArgumentException unless there are from 1 to as many as things
     */
    public List<List<Integer>> cut(int groups) {
        if (groups < 1 || groups > things) {
            throw new IllegalArgumentException(
                    "groups (" + groups + ") must be from 1 to the number of things, " + things);
        }
        TreeMap<Integer, List<Integer>> byFirst = new TreeMap<>();
        boolean[] inner = new boolean[2 * things - 1];
        for (int i = 0; i < things - groups; i++) {
            inner[steps.get(i).first()] = true;
            inner[steps.get(i).second()] = true;
        }
        for (int group = 0; group < 2 * things - groups; group++) {
            if (!inner[group]) {
                List<Integer> members = members(group).stream().sorted().toList();
                byFirst.put(members.get(0), members);
            }
        }
        return List.copyOf(byFirst.values());
    }
}
