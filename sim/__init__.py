"""How many months does the follower's AI capability lag the leader's, and how do sanctions change it?"""
