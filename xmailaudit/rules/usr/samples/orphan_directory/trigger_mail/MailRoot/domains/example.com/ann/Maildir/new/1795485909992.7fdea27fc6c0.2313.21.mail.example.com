Subject: left

